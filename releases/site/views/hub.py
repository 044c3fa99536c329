"""Where feeds are subscribed to, by WebSub."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from releases.site.hub.requests import RefusedError, receive

SECONDS_LATER = "3600"


@cache_control(no_store=True)
@csrf_exempt  # a program on another server; the callback confirms what it is asked
@require_http_methods(["GET", "HEAD", "POST"])
def hub(request: HttpRequest) -> HttpResponse:
    """202 for what will be verified; whether somebody subscribes already, no answer tells. People are led to the page about it."""
    if request.method != "POST":
        return redirect("api-guide")
    try:
        receive(request.POST)
    except RefusedError as refused:
        response = HttpResponse(f"{refused}\n", status=refused.status, content_type="text/plain; charset=utf-8")
        if refused.status != 400:
            response["Retry-After"] = SECONDS_LATER
        return response
    return HttpResponse(status=202)
