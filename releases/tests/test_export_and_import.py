"""An export imported into an empty newsroom gives the same content, and the same export, byte for byte."""

import datetime
import io
import os
import shutil
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from releases import steps
from releases.files import store
from releases.models import Edition, EditionFile, LegacyAddress, Release
from releases.tests.files import PDF, picture
from releases.tests.importing import SHARED, run
from releases.tests.making import make_country, make_edition, make_field, make_meeting, make_structure, make_user

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)
NOON = datetime.datetime(2004, 5, 3, 12, tzinfo=datetime.UTC)
LINES = int(os.environ.get("ROUND_TRIP_LINES", "100"))  # of the largest archive; `make soak-imports` takes all of it
FILES = [("report.pdf", PDF), ("photo.jpg", picture()), ("Вена.csv", "a;б\n".encode())]


def export(folder: Path, **options: Any) -> bytes:
    output = folder / "releases.jsonl"
    call_command("export_releases", output=output, files=folder / "files", stderr=io.StringIO(), **options)
    return output.read_bytes()


def take_in(folder: Path) -> None:
    told, against = io.StringIO(), io.StringIO()
    try:
        call_command(
            "import_releases", str(folder / "releases.jsonl"), files=folder / "files", origin="elsewhere", stdout=told, stderr=against,
        )  # fmt: skip
    except CommandError as error:
        raise AssertionError(against.getvalue()) from error


def round_trip(folder: Path, build: Callable[[], object], **options: Any) -> tuple[bytes, bytes]:
    """The export of a newsroom, and that of an empty one that imported it."""
    with transaction.atomic():
        build()
        before = export(folder, **options)
        transaction.set_rollback(True)
    assert not Edition.objects.exists()
    with transaction.atomic():
        take_in(folder)
        (folder / "again").mkdir(exist_ok=True)
        after = export(folder / "again", **options)
        transaction.set_rollback(True)
    return before, after


@pytest.fixture
def terms() -> dict[str, Any]:
    """Both newsrooms have the same vocabularies."""
    return {
        "fields_of_work": [make_field("Tolerance, non-discrimination and youth"), make_field("Elections")],
        "sources": [make_structure("Permanent Council")], "meetings": [make_meeting("Summit meetings")],
        "countries": [make_country("Ukraine"), make_country("Moldova")],
    }  # fmt: skip


def everything(terms: dict[str, Any]) -> None:
    """Several editions, a withdrawal, a removal, translations, contacts, files, legacy addresses, and a number out of sequence."""
    release = Release.objects.create(number=4711)
    first = make_edition(
        release=release, files=FILES, contacts=[{"name": "Desk", "phone": "+43 1"}, {"name": "Office"}], **terms
    )
    steps.place_on_record(first, NOON, NOON + HOUR)
    second = make_edition(
        release=release, number=3, kind="correction", change_note=" One\nfigure. ", headline="Two  spaces", **terms
    )
    steps.place_on_record(second, NOON + HOUR)
    for language in ("ru", "fr"):
        steps.place_on_record(
            make_edition(
                release=release, language=language, headline="Миссия &amp; <b>бюро</b>", keywords=["a", " b "]
            ),
            NOON,
        )
    LegacyAddress.objects.create(path="/node/7", release=release, language="en")
    LegacyAddress.objects.create(path="/press/a%20b", release=release, language="en", host="former.example")
    LegacyAddress.objects.create(path="/show?id=7&l=en", release=release, language="en", host="former.example")
    withdrawn, removed = make_edition(headline="Called off"), make_edition(headline="Secret")
    for edition in (withdrawn, removed):
        steps.place_on_record(edition, NOON)
    steps.withdraw(withdrawn, make_user(), "It was called off.")
    steps.remove(removed, make_user(), "By mistake.", replaced_by=release)


@pytest.mark.parametrize("editions", ["all", "current"])
def test_import_of_an_export_exports_the_same_bytes(tmp_path, terms, editions):
    before, after = round_trip(tmp_path, lambda: everything(terms), editions=editions)

    assert before.count(b"\n") == (5 if editions == "all" else 3)
    assert after == before


def test_numbers_addresses_and_files_are_what_they_were(tmp_path, terms):
    with transaction.atomic():
        everything(terms)
        export(tmp_path, editions="all")
        digests = set(EditionFile.objects.values_list("digest", flat=True))
        transaction.set_rollback(True)
    for digest in digests:
        store.path_of(digest).unlink()

    take_in(tmp_path)

    assert {*Edition.objects.live().values_list("release", "language", "number", "kind")} >= {
        (4711, "en", 3, "correction"), (4711, "fr", 1, "original"), (4711, "ru", 1, "original"),
    }  # fmt: skip
    assert {*LegacyAddress.objects.values_list("path", "release")} == {
        ("/node/7", 4711), ("/press/a%20b", 4711), ("/show?id=7&l=en", 4711),
    }  # fmt: skip
    assert {store.digest_of(store.path_of(digest)) for digest in digests} == digests
    assert Release.objects.create().number > 4711, "new releases are counted on from there"


# Any record that our types permit

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
LINE = WORDS.filter(str.strip)
BODY = st.lists(
    st.tuples(st.sampled_from(["p", "h2", "li", "blockquote", "strong", "em", "td", "script", "b"]), WORDS),
    min_size=1,
    max_size=4,
).map(lambda parts: "".join(f"<{tag}>{words}</{tag}>" for tag, words in parts))
CONTACT = st.fixed_dictionaries(
    {"name": LINE}, optional={"role": WORDS, "email": st.just("desk@osce.example"), "phone": WORDS}
)  # fmt: skip
MOMENTS = st.datetimes(datetime.datetime(1975, 1, 1), datetime.datetime(2024, 1, 1), timezones=st.just(datetime.UTC))  # noqa: DTZ001
SAID = st.fixed_dictionaries(
    {
        "headline": LINE, "lead": WORDS, "body": BODY, "places": st.lists(LINE, max_size=3), "keywords": st.lists(LINE, max_size=3),
        "date": st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 12, 31)), "type": st.sampled_from(Edition.Type.values),
        "contacts": st.lists(CONTACT, max_size=2), "change_note": LINE, "files": st.lists(st.sampled_from(FILES), max_size=2),
        "kind": st.sampled_from(["update", "correction"]),
    }
)  # fmt: skip
TEXTS = st.dictionaries(
    st.sampled_from(["en", "fr", "de", "it", "ru", "es"]),
    st.tuples(
        st.lists(SAID, min_size=1, max_size=3), st.lists(MOMENTS, min_size=4, max_size=4, unique=True), st.booleans()
    ),
    min_size=1,
    max_size=2,
)


def release_of(texts: dict[str, Any], terms: dict[str, Any]) -> None:
    """In each language, consecutive editions, the last one open-ended, withdrawn or not."""
    release = Release.objects.create()
    for language, (editions, moments, withdrawn) in texts.items():
        bounds = sorted(moments)
        for number, said in enumerate(editions):
            last = number == len(editions) - 1
            overrides = (
                said
                | terms
                | ({"kind": "withdrawn"} if withdrawn and last else {"kind": "original"} if not number else {})
            )
            edition = make_edition(release=release, language=language, number=number + 1, **overrides)
            if not edition.body and not edition.lead:
                Edition.objects.filter(pk=edition.pk).update(lead="It says something.")
            steps.place_on_record(edition, bounds[number], None if last else bounds[number + 1])


@given(texts=TEXTS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_any_text_that_our_types_allow_comes_back_unchanged(tmp_path, terms, texts):
    folder = tmp_path / "example"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()

    before, after = round_trip(folder, lambda: release_of(texts, terms), editions="all")

    assert after == before


@pytest.mark.skipif(not SHARED.exists(), reason="needs the shared test data, which is not part of the repository")
@pytest.mark.parametrize(
    ("source", "releases"),
    [
        ("wxr/themeunittestdata.wordpress.xml", 45),
        ("wxr/64-block-test-data.xml", 45),
        ("feeds/testcases/rss20", 1),
        ("osce", 1),
        ("digitalgov/releases.jsonl", min(LINES, 1_655)),
    ],
)
def test_real_archive_comes_back_byte_for_byte(source, releases, tmp_path):
    path = SHARED / source
    if path.suffix == ".jsonl":
        path = tmp_path / path.name
        with (SHARED / source).open("rb") as lines:
            path.write_bytes(b"".join(islice(lines, LINES)))
    (tmp_path / "export").mkdir()

    before, after = round_trip(
        tmp_path / "export", lambda: run(path, unknown_terms="keep", language="en"), editions="all"
    )

    assert before.count(b"\n") >= releases
    assert after == before
