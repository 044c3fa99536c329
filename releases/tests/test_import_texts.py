"""Imported text: hidden text is left out and counted, and cleaning a second time changes nothing."""

import pytest
from hypothesis import given, settings

from releases.importing.mapping import map_record
from releases.importing.records import SourceRelease
from releases.importing.terms import Resolver
from releases.importing.texts import rich
from releases.tests.making import make_field
from taxonomy import snapshot
from taxonomy.tests.generated_html import HTML


@settings(max_examples=500, deadline=None)
@given(HTML)
def test_text_that_is_imported_again_is_the_same(html):
    once, _cleaning = rich(html)

    assert rich(once)[0] == once


def test_hidden_text_is_left_out_and_counted_by_the_way_it_was_hidden():
    text, cleaning = rich('<p>Seen<span style="mso-hide:all">not seen</span><del>nor this</del></p>')

    assert text == "<p>Seen</p>"
    assert cleaning is not None
    assert str(cleaning).startswith("hidden text (del) ×1, hidden text (mso-hide) ×1")


@pytest.mark.django_db
def test_report_of_a_record_says_that_hidden_text_was_left_out():
    make_field("Elections")
    record = SourceRelease(
        id="1", language="en", title="Mission opens", date="2001-02-03", body="<p>Seen <b hidden>not seen</b></p>"
    )

    mapped = map_record(record, Resolver(snapshot.current()))

    assert "not seen" not in mapped.text.body
    assert ("cleaned", "Removed: hidden text (hidden) ×1.") in [
        (kind, sentence.split(", ")[0].rstrip(".") + ".") for kind, sentence in mapped.findings
    ]
