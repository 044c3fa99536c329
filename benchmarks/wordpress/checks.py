"""Whether everything that a reader of the WordPress site could see is here, and nothing else."""

import io
import os
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
import django

django.setup()

from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.test.utils import override_settings

from releases.models import Edition, Release

Found = dict[str, Any]
FILES = {
    "Office opened": [("hall.jpg", "", "A hall"), ("bridge.jpg", "Opening the bridge", "A bridge"), ("agenda.pdf", "the agenda", "")],
    "Classic": [("door.jpg", "The door", "The door"), ("bridge.jpg", "The bridge", "A bridge"), ("hall.jpg", "", "A hall")],
}  # fmt: skip
NEVER_PUBLIC = ("Private words", "Draft words", "Protected words", "Trashed words", "Private original")
failed: list[str] = []


def check(what: str, found: object, expected: object) -> None:
    print(
        f"{'ok' if found == expected else 'WRONG'}  {what}"
        + ("" if found == expected else f": {found!r}, not {expected!r}")
    )
    if found != expected:
        failed.append(what)


def run(export: Path, uploads: Path, seen: Found) -> None:
    call_command("migrate", verbosity=0)
    call_command("load_taxonomy", verbosity=0)
    told = imported(export, uploads)
    scheduled = 1
    check(
        "every public text was created",
        f"{len(seen['texts']) + scheduled} created, 0 updated, 0 unchanged, 0 refused" in told,
        True,
    )
    check("a second run changes nothing", "0 created, 0 updated" in imported(export, uploads), True)
    storages = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False, STORAGES=storages):
        reader = Client()
        for text in seen["texts"]:
            one(text, reader)
        both(seen, reader)
        not_public(reader)
    if failed:
        raise SystemExit(f"{len(failed)} checks failed.")
    print(told)


def imported(export: Path, uploads: Path) -> str:
    out = io.StringIO()
    try:
        call_command(
            "import_releases", str(export), origin="wordpress", files=uploads, stdout=out, stderr=io.StringIO()
        )
    except CommandError as error:
        out.write(str(error))
    return out.getvalue().strip()


def one(text: Found, reader: Client) -> None:
    edition = Edition.objects.live().filter(headline=text["title"]).first()
    if edition is None:
        check(f"{text['title']}: is here", False, True)
        return
    name = text["title"]
    check(f"{name}: language", edition.language, text["language"])
    check(f"{name}: time", edition.live_from.isoformat() if edition.live_from else "", django_instant(text["date"]))
    address = f"/{edition.language}" if edition.language != "en" else ""
    home = f"{address}/releases/{edition.release_id}/{edition.slug}/"
    path = text["address"].removeprefix("http://press.example")
    for former in (path, path.rstrip("/"), f"/?p={text['id']}"):
        answer = reader.get(former, follow=True)
        check(f"{name}: {former} leads there", answer.redirect_chain[-1:] and answer.redirect_chain[-1][0], home)
    files = [(file.name, file.title, file.alternative_text) for file in edition.files.all()]
    check(f"{name}: files", files, FILES.get(name, []))
    for file in edition.files.all():
        check(
            f"{name}: {file.name} is served",
            reader.get(f"{address}/releases/{edition.release_id}/files/{file.digest[:32]}/{file.name}").status_code,
            200,
        )


def django_instant(written: str) -> str:
    import datetime

    return datetime.datetime.fromisoformat(written).astimezone(datetime.UTC).isoformat()


def both(seen: Found, reader: Client) -> None:
    office, bureau = Edition.objects.get(headline="Office opened"), Edition.objects.get(headline="Bureau ouvert")
    check("both languages share a release", office.release_id, bureau.release_id)
    check(
        "the text has nothing of the captions",
        "figcaption" in office.body or "Opening the bridge" in office.body,
        False,
    )
    check("the reusable block stands in the text", "Write to the press office." in office.body, True)
    check("its category is a term", [term.name for term in office.fields_of_work.all()], ["Elections"])
    check("the other is a keyword", office.keywords, ["Bridges"])
    page = reader.get(f"/releases/{office.release_id}/", follow=True).content.decode()
    second = Edition.objects.get(headline="Second text")
    check(
        "three links lead to the release", page.count(f'href="/releases/{second.release_id}/{second.slug}/"') >= 3, True
    )
    check("a former slug leads there", reader.get("/2016/06/office-to-open/").status_code, 301)
    classic = Edition.objects.get(headline="Classic")
    check("no shortcode is left", "[" in classic.body, False)
    check("lines stay lines", "First line<br>" in classic.body, True)


def not_public(reader: Client) -> None:
    words = [edition.body for edition in Edition.objects.all()]
    check(
        "nothing that was not public is here",
        [word for word in NEVER_PUBLIC if any(word in body for body in words)],
        [],
    )
    scheduled = Edition.objects.get(headline="Scheduled")
    check("what is scheduled waits", reader.get(f"/releases/{scheduled.release_id}/").status_code, 404)
    check("releases", Release.objects.count(), len({edition.release_id for edition in Edition.objects.all()}))
