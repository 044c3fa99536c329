from django.http import HttpRequest


def newsroom(request: HttpRequest) -> dict[str, object]:
    return {"vocabularies": request.vocabularies}  # type: ignore[attr-defined]  # set by VocabulariesMiddleware
