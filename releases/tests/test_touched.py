"""When texts were last worked on: also where an import commits its entries after later ones were read."""

import numpy as np
import pytest

from releases.importing.load import BATCH
from releases.lists import touched
from releases.models import Edition, RecordEntry
from releases.models.record import CREATED
from releases.tests.making import make_edition

# Within a transaction nothing is kept.
pytestmark = pytest.mark.django_db(transaction=True)
TEXTS_OF_A_RECORD = 6  # in as many languages
EPOCH = "of this test"  # under another, everything is read again


def commit(edition: Edition, number: int) -> None:
    RecordEntry.objects.bulk_create(
        [
            RecordEntry(
                pk=number, release=edition.release, position=1, edition=edition, step=CREATED, state_after="draft"
            )
        ]
    )


def test_entries_that_are_committed_late_are_not_missed():
    saved, imported = make_edition(), make_edition()
    ids = np.array([saved.pk, imported.pk])
    commit(saved, 1_000_000)
    assert touched.last_entries(ids, EPOCH).tolist() == [1_000_000, 0]

    first_of_batch = 1_000_000 - BATCH * TEXTS_OF_A_RECORD
    commit(imported, first_of_batch)

    assert touched.last_entries(ids, EPOCH).tolist() == [1_000_000, first_of_batch]
