"""The canonical form behind every digest. A change would break all existing seals, so its output is pinned."""

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releases.record import canonical

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
CONTENTS = st.dictionaries(st.text(), VALUES, max_size=6)


def test_form_is_pinned():
    content = {"headline": "Čeština “quoted”", "date": datetime.date(1999, 5, 3), "sources": [3, 1], "number": 1}

    assert canonical.written(content) == (
        b'{"date":"1999-05-03","headline":"\\u010ce\\u0161tina \\u201cquoted\\u201d","number":1,"sources":[3,1]}'
    )
    assert canonical.digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_instant_is_the_same_in_any_zone():
    vienna = datetime.datetime.fromisoformat("2004-01-21T10:30:00+01:00")

    assert canonical.digest({"at": vienna}) == canonical.digest({"at": vienna.astimezone(datetime.UTC)})


@given(CONTENTS)
def test_order_of_keys_and_a_way_through_json_change_nothing(content):
    there_and_back = json.loads(json.dumps(dict(reversed(content.items()))))

    assert canonical.digest(there_and_back) == canonical.digest(content)


@given(CONTENTS, CONTENTS)
def test_two_contents_that_differ_have_two_digests(one, other):
    assert (canonical.digest(one) == canonical.digest(other)) == (
        json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    )


def test_lone_surrogate_has_a_form_too():
    assert canonical.written({"headline": "\ud800"}) == b'{"headline":"\\ud800"}'


def test_value_without_a_canonical_form_is_refused():
    with pytest.raises(TypeError, match="float has no canonical form"):
        canonical.digest({"number": 1.5})


def test_instant_and_day_are_written_in_one_way():
    vienna = datetime.datetime.fromisoformat("2004-01-21T10:30:00+01:00")

    assert canonical.plain(vienna) == "2004-01-21T09:30:00.000000+00:00"
    assert canonical.plain(datetime.date(2004, 1, 21)) == "2004-01-21"


def test_keys_are_text_and_tuples_are_lists():
    assert canonical.written({"b": (1, None, True), "a": {2: "x"}}) == b'{"a":{"2":"x"},"b":[1,null,true]}'
