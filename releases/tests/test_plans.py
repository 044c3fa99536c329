"""Public questions cost the same however many editions there are: SQLite, which has no statistics, finds the rows by what names them."""

import pytest
from django.db import connection

from releases.models import Edition
from releases.tests.plans import forget_statistics

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps statistics by itself"),
]
TWENTY = range(1, 21)


@pytest.mark.parametrize(
    ("question", "way"),
    [
        (lambda: Edition.objects.listed().filter(pk__in=TWENTY), "INTEGER PRIMARY KEY (rowid=?)"),
        (lambda: Edition.objects.live().filter(pk__in=TWENTY).with_first_release(), "INTEGER PRIMARY KEY (rowid=?)"),
        (lambda: Edition.objects.readable().filter(pk__in=TWENTY), "INTEGER PRIMARY KEY (rowid=?)"),
        (lambda: Edition.objects.live().filter(release__in=TWENTY), "release_id=?"),
        (lambda: Edition.objects.live().filter(release=1, language="en"), "release_id=?"),
        (lambda: Edition.objects.listed().filter(release__gte=1, release__lt=500), "(state=? AND release_id>? AND release_id<?)"),
        (lambda: Edition.objects.listed().filter(language="en").newest_first(), "releases_edition_list"),
        (lambda: Edition.objects.readable().filter(kind__in=["correction"]).order_by("-live_from"), "releases_edition_by_kind"),
        (lambda: Edition.objects.listed().order_by("-live_from")[:1], "releases_edition_begins"),
    ],
)  # fmt: skip
def test_rows_are_found_by_what_names_them(question, way):
    forget_statistics()
    first = next(line for line in question().explain().splitlines() if "releases_edition" in line)

    assert way in first
