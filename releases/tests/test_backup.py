"""The whole newsroom backed up, wiped and restored: the same to the byte, files included."""

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from releases import steps
from releases.admin.narrowing import SITUATION_NAMES, Narrowed
from releases.files import store
from releases.files.verification import verify as verify_files
from releases.lists import register
from releases.lists.newsroom import Visible
from releases.models import Edition, EditionFile, Erasure, Journalist, Opening, RecordEntry, ReleaseTemplate
from releases.record.contents import digest_of
from releases.record.verification import verify as verify_record
from releases.steps import erasing
from releases.tests.files import PDF, picture
from releases.tests.making import make_edition, make_field, make_live_edition, make_scheduled_edition, make_user
from releases.tests.room import make_journalist, opened_to
from taxonomy.guards import check_guards

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "postgresql" and not shutil.which("pg_dump"), reason="pg_dump is not installed"
    ),
]


@pytest.fixture
def newsroom(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    elections = make_field("Elections")
    public = make_live_edition(headline="Council meets", fields_of_work=[elections], files=[("report.pdf", PDF)])
    steps.withdraw(make_live_edition(headline="Wrong figures"), make_user(), "The figures were wrong.")
    make_scheduled_edition(headline="Tomorrow's news")
    make_edition(headline="A draft")
    return public


@pytest.fixture
def furnished(newsroom):
    """With something in each part of it, so that the drill is not passed by empty tables."""
    make_live_edition(headline="Bridge opens", files=[("bridge.jpg", picture(size=(1000, 700)))])
    opened_to(make_journalist(), Edition.objects.get(headline="Tomorrow's news"))
    ReleaseTemplate.objects.create(name="Statement", headlines={"en": "Statement on …"})
    erasing.carry_out(erasing.propose(make_user(), ["Wexberg"], "By order of a court."), make_user())
    filled = (Edition, EditionFile, Erasure, Journalist, Opening, RecordEntry, ReleaseTemplate)
    assert [model for model in filled if not model.objects.exists()] == []
    assert len(list(store.kept())) > 2  # copies of the picture, too


# Not the same afterwards: what tells running processes to read all lists again, and the index, where `migrate` makes parts
# of it anew.
ANEW = ("releases_listingepoch", "releases_search")


def everything() -> dict[str, object]:
    files = {path.name: store.digest_of(path) for path in store.kept()}
    return {
        "texts": [(edition.pk, edition.state, digest_of(edition)) for edition in Edition.objects.order_by("pk")],
        "record": list(RecordEntry.objects.order_by("pk").values_list("hash", flat=True)),
        "files": files,
        "tables": {name: rows_of(name) for name in tables() if not name.startswith(ANEW)},
    }


def tables() -> list[str]:
    return sorted(connection.introspection.table_names())


def rows_of(table: str) -> tuple[int, str]:
    """How many, and a digest of all that is in them."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        rows = sorted(map(str, cursor.fetchall()))
    return len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()


def wipe(media: Path) -> None:
    shutil.rmtree(media)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(":memory:")) as empty:
        empty.backup(connection.connection)


@pytest.mark.promise(63)
def test_restored_newsroom_is_the_one_that_was_backed_up(furnished, settings, tmp_path, capsys):
    before, folder = everything(), tmp_path / "monday"
    call_command("backup", str(folder))

    wipe(settings.MEDIA_ROOT)
    assert tables() == []
    call_command("restore", str(folder))

    assert everything() == before
    assert check_guards(["default"]) == []
    assert verify_files().missing == []
    verify_record()
    call_command("check_search")
    assert "Every file is intact." in capsys.readouterr().out


def test_database_that_is_not_empty_is_replaced_only_if_asked(newsroom, tmp_path):
    folder = tmp_path / "monday"
    call_command("backup", str(folder))
    before = everything()
    make_live_edition(headline="After the backup")

    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(folder))
    assert Edition.objects.filter(headline="After the backup").exists()

    call_command("restore", str(folder), replace=True)
    assert everything() == before


def test_process_that_runs_meanwhile_forgets_the_texts_that_the_restored_newsroom_never_had(newsroom, tmp_path):
    """Their numbers are given to other texts then."""
    person, folder = make_user(), tmp_path / "monday"
    call_command("backup", str(folder))
    lost = make_live_edition(headline="After the backup")
    assert lost.pk in Visible(person).texts.ids
    register.current()
    assert Narrowed(Visible(person), {}).last_changes()[lost.release_id] > 0

    call_command("restore", str(folder), replace=True)
    draft = make_edition(headline="Another draft")
    assert draft.pk == lost.pk

    seen = Narrowed(Visible(person), {})
    assert sorted(seen.texts.ids.tolist()) == sorted(Edition.objects.values_list("pk", flat=True))
    assert SITUATION_NAMES[seen.situations[seen.texts.ids == draft.pk][0]] == "draft"
    assert seen.last_changes()[draft.release_id] == 0
    register_now, now = register.current()
    assert not register.differs(register_now, register.read(), now)


def test_backup_never_overwrites_another(newsroom, tmp_path):
    call_command("backup", str(tmp_path / "monday"))

    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", str(tmp_path / "monday"))


def test_damaged_or_half_backup_is_refused_before_anything_is_replaced(newsroom, tmp_path):
    folder, before = tmp_path / "monday", everything()
    call_command("backup", str(folder))
    (dump,) = folder.glob("database.*")
    dump.write_bytes(dump.read_bytes()[:-100])

    with pytest.raises(CommandError, match="damaged"):
        call_command("restore", str(folder), replace=True)
    (folder / "contents.json").unlink()
    with pytest.raises(CommandError, match="not a complete backup"):
        call_command("restore", str(folder), replace=True)

    assert everything() == before


def test_backup_of_the_other_engine_is_refused(newsroom, tmp_path):
    folder = tmp_path / "monday"
    call_command("backup", str(folder))
    contents = json.loads((folder / "contents.json").read_text())
    (folder / "contents.json").write_text(json.dumps(contents | {"vendor": "another"}))

    with pytest.raises(CommandError, match="This backup is of another"):
        call_command("restore", str(folder), replace=True)


def test_backup_is_readable_by_its_owner_alone(newsroom, tmp_path):
    call_command("backup", str(tmp_path / "monday"))

    assert (tmp_path / "monday").stat().st_mode & 0o077 == 0
