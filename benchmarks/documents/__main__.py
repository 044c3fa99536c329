"""Run by `make drill-documents`: LibreOffice of Debian writes `release.fodt` in three formats; what of each is read is compared, and told."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")
django.setup()

from releases.importing.documents.understood import Understood, understand
from releases.importing.pasted import Pasted, pasted

SOURCE = Path(__file__).with_name("release.fodt")
FORMATS = {"docx": "docx:MS Word 2007 XML", "odt": "odt", "html": "html:HTML (StarWriter)"}
PATIENCE = 180  # seconds
LIST = '<ol start="3"><li><p>advice</p><ul><li><p>for schools</p></li></ul></li><li><p>training</p></li></ol>'
TEXT = (
    '<p>TIRANA, 3 May 2019 – The mission opened an “office” of 10&nbsp;000 square metres; cooperation goes on.<sup><a id="t-mark1" href="#t-note1">1</a></sup> '
    "It has <em>ten</em> rooms. It was new. Was it? <s>On Monday.</s> End.</p>"
)
SEATS = "<tr><th><p>State</p></th><th><p>Seats</p></th></tr>"
SPANNED = '<td colspan="2"><p>Both together</p></td>'
NOTE = '<p><a id="t-note1" href="#t-mark1">1</a> In the centre of the town.</p>'
CONTACT = {"name": "Ann Example", "role": "Spokesperson", "email": "ann@example.org", "phone": "+355 4 223 5993"}
# LibreOffice itself writes them as words like any other, so that nothing can tell: see docs/editing.md.
VISIBLE_SINCE = {
    "docx": ("Secret in a section.", "Secret in a section under a condition.", "Secret under a condition."),
    "html": ("Secret in a section.", "Secret in a section under a condition.", "Secret under a condition.", "Conditional secret", "Deleted: twelve."),
    "odt": (),
}  # fmt: skip


def written(folder: Path) -> dict[str, Path]:
    """Each format, by LibreOffice with a profile of its own."""
    program = shutil.which("soffice") or sys.exit("LibreOffice is not installed: scripts/browser.py LibreOffice")
    for wanted in FORMATS.values():
        arguments = [program, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        arguments += ["--convert-to", wanted, "--outdir", str(folder), str(SOURCE)]
        subprocess.run(arguments, check=True, timeout=PATIENCE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return {name: folder / f"release.{name}" for name in FORMATS}


def faults_of_a_document(found: Understood, name: str) -> Iterator[str]:
    body = found.body.replace("\n", "")
    same = {
        "headline": (found.headline, "Mission opens an office"),
        "lead": (found.lead, "The office opened its doors to the public."),
        "place and date": ((found.places, found.date), (["TIRANA"], "2019-05-03")),
        "language": (found.language, "en"),
        "contacts": (found.contacts, [CONTACT]),
        "pictures": ([one.alternative_text for one in found.source.pictures], ["The red office"]),
        "deleted and remarks": ((found.source.left_out["deleted"], found.source.left_out["comments"]), (1, 1)),
        "at the top": (found.source.around, ["EMBARGOED until 9:00 on Monday"]),
    }
    yield from (f"{part}: {is_!r}" for part, (is_, wanted) in same.items() if is_ != wanted)
    plain_list = LIST if name == "odt" else LIST.replace("<p>", "").replace("</p>", "")
    yield from (
        f"missing: {part}"
        for part in (TEXT, "<h2>What it does</h2>", plain_list, SEATS, SPANNED, NOTE)
        if part not in body
    )
    yield from secrets_in(body, name)


def faults_of_a_paste(found: Pasted) -> Iterator[str]:
    body = " ".join(found.html.split()).replace("> <", "><")
    parts = (
        '<ol start="3"><li><p>advice</p>',
        "<h2>What it does</h2>",
        SEATS,
        'href="#t-sdfootnote1sym"',
        'href="#t-sdfootnote1anc"',
        "cooperation",
    )
    yield from (f"missing: {part}" for part in parts if part not in body)
    yield from secrets_in(body, "html")
    if "1 comment was left out." not in found.notes:
        yield f"notes: {found.notes}"
    if pasted(found.html, language="en").html != found.html:
        yield "pasted again it is another text"


def secrets_in(body: str, name: str) -> Iterator[str]:
    rest = body
    for known in VISIBLE_SINCE[name]:
        rest = rest.replace(known, "")
    yield from (f"visible: {word}" for word in ("Secret", "secret", "Deleted", "Remark") if word in rest)


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        paths = written(Path(name))
        faults = {
            ending: [*faults_of_a_document(understand(paths[ending].read_bytes(), f"release.{ending}", ""), ending)]
            for ending in ("docx", "odt")
        }
        faults["html"] = [*faults_of_a_paste(pasted(paths["html"].read_text(encoding="utf-8"), language="en"))]
    for ending, found in faults.items():
        print(f"{ending}: {'as expected' if not found else '; '.join(found)}")
    return 1 if any(faults.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
