"""RSS and Atom by the book: RFC 4287, RSS 2.0 and its best practices."""

import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode

import feedparser
import pytest
from django.conf import settings
from django.utils import timezone
from lxml import etree

from releases import steps
from releases.models import Edition, EditionPiece
from releases.tests.files import PDF, picture
from releases.tests.making import (
    approved,
    make_edition,
    make_field,
    make_live_edition,
    make_scheduled_edition,
    make_user,
)
from taxonomy.tests.making import change_term

pytestmark = pytest.mark.django_db

RSS, ATOM = "/releases/feed/rss/", "/releases/feed/atom/"
A = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def archive():
    elections = make_field("Elections & votes")
    for day in range(1, 26):
        make_live_edition(
            headline=f"Council meets <again> & again {day}", body=f'<p>Day {day}: <a href="/releases/1/">text</a> – «ok»</p>',
            date=datetime.date(1999, 5, day), fields_of_work=[elections], live_from=timezone.now() - datetime.timedelta(hours=day),
        )  # fmt: skip
    make_live_edition(headline="Совет собирается", language="ru")


QUERIES = ["", urlencode({"field": "elections-votes"}), "from=1999-05-20&language=all", "q=nowhere"]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("path", [RSS, ATOM, f"/ru{ATOM}"])
def test_feed_is_well_formed_and_nothing_in_it_is_out_of_place(client, archive, path, query):
    response = client.get(f"{path}?{query}" if query else path)
    feed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})

    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == ("rss20" if path == RSS else "atom10")
    ids = [entry.id for entry in feed.entries]
    assert len(ids) == len({*ids})
    for entry in feed.entries:
        assert entry.title
        assert entry.link.startswith(settings.SITE_URL)
        assert entry.published_parsed
    (own,) = [link.href for link in feed.feed.links if link.rel == "self"]
    assert own == f"{settings.SITE_URL}{path}{'?' + query if query else ''}"


def test_atom_has_what_rfc_4287_asks_for(client, archive):
    root = etree.fromstring(client.get(ATOM).content)

    for element in (root, *root.findall(f"{A}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{A}{name}")) == 1, name
        updated = datetime.datetime.fromisoformat(element.findtext(f"{A}updated"))
        assert updated.tzinfo is not None
        assert updated <= timezone.now()
    assert root.find(f"{A}author/{A}name") is not None
    assert {link.get("rel") for link in root.findall(f"{A}link")} == {"self", "alternate", "hub"}
    entry = root.find(f"{A}entry")
    assert entry.findtext(f"{A}id").startswith("tag:")
    assert entry.find(f"{A}summary").get("type") == entry.find(f"{A}content").get("type") == "html"


def test_rss_has_what_its_readers_ask_for(client, archive):
    channel = etree.fromstring(client.get(RSS).content).find("channel")

    for name in ("title", "link", "description", "language", "lastBuildDate"):
        assert channel.findtext(name), name
    for item in channel.findall("item"):
        assert item.find("guid").get("isPermaLink") == "false"
        assert parsedate_to_datetime(item.findtext("pubDate")) <= timezone.now()
        assert item.findtext("category") == "Elections & votes"


def test_feed_holds_the_full_text_of_the_newest_twenty(client, archive):
    feed = feedparser.parse(client.get(ATOM).content)

    assert [entry.title for entry in feed.entries][:2] == [
        "Council meets <again> & again 25",
        "Council meets <again> & again 24",
    ]
    assert len(feed.entries) == 20
    assert f'<a href="{settings.SITE_URL}/releases/1/">text</a>' in feed.entries[0].content[0].value, (
        "addresses are whole"
    )


@pytest.mark.promise(72)
def test_correction_keeps_the_id_and_moves_the_date_of_change(client, admin_user):
    first = make_live_edition(headline="Fifty-six States")
    before = feedparser.parse(client.get(ATOM).content).entries[0]
    correction = steps.start_next(first, admin_user, kind="correction", change_note="A figure was wrong.")
    Edition.objects.filter(pk=correction.pk).update(headline="Fifty-seven States")
    correction.refresh_from_db()
    steps.release_now(approved(correction), make_user())

    after = feedparser.parse(client.get(ATOM).content).entries[0]

    assert (before.id, before.published) == (after.id, after.published)
    assert after.title == "Fifty-seven States"
    assert after.updated > before.updated


def test_feed_that_has_not_changed_is_not_sent_again(client, archive):
    for path in (RSS, ATOM):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


@pytest.mark.promise(4)
def test_scheduled_release_is_in_no_feed(client):
    make_scheduled_edition(headline="It is due")

    assert "It is due" not in client.get(ATOM).content.decode() + client.get(RSS).content.decode()


def test_pages_name_their_feeds(client, archive):
    head = client.get("/releases/?field=elections-votes").content.decode().split("</head>")[0]

    for path, kind in ((RSS, "rss"), (ATOM, "atom")):
        assert f'type="application/{kind}+xml"' in head
        assert f'href="{path}"' in head
        assert f'href="{path}?field=elections-votes"' in head


def test_feed_has_one_name_whatever_the_order_of_its_filters_and_what_is_appended(client):
    queries = (
        "from=1999-05-20&language=all",
        "language=all&from=1999-05-20",
        "language=all&utm_source=x&from=1999-05-20",
    )

    names = {feedparser.parse(client.get(f"/releases/feed/atom/?{query}").content).feed.id for query in queries}

    assert names == {f"{settings.SITE_URL}/releases/feed/atom/?from=1999-05-20&language=all"}


def test_feed_announces_changes_by_its_etag_only(client, archive):
    """The newest item's date does not change when another item is withdrawn, so feed readers would not notice."""
    for path in (RSS, ATOM):
        response = client.get(path)
        assert "Last-Modified" not in response
        assert response["ETag"]


def test_client_that_revalidates_by_date_learns_of_a_withdrawal(client, archive):
    since = {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    steps.withdraw(Edition.objects.get(headline__endswith=" 20"), make_user(), "Called off.")

    for path in (RSS, ATOM):
        assert client.get(path, headers=since).status_code == 200


HOSTILE = '<p onclick="x()">Text<script>x()</script><a href="javascript:x()">there</a></p>'


def contents(client) -> list[str]:
    """What a feed reader would render as HTML: RSS, Atom, and Atom's summary."""
    rss = etree.fromstring(client.get(RSS).content).findtext("channel/item/description")
    entry = etree.fromstring(client.get(ATOM).content).find(f"{A}entry")
    return [rss, entry.findtext(f"{A}content"), entry.findtext(f"{A}summary")]


def test_text_is_cleaned_for_readers_of_feeds_whatever_is_in_the_table(client):
    edition = make_edition(lead="")
    Edition.objects.filter(pk=edition.pk).update(body=HOSTILE)
    steps.place_on_record(edition, timezone.now() - datetime.timedelta(hours=1))

    rss, atom, _summary = contents(client)

    assert rss == atom
    assert "Text" in rss
    assert not any(part in rss for part in ("onclick", "script", "x()"))


def test_lead_is_text_in_a_summary_and_where_it_stands_for_the_body(client):
    make_live_edition(body="", lead="<b>1 < 2</b> & more")

    assert contents(client) == ["&lt;b&gt;1 &lt; 2&lt;/b&gt; &amp; more"] * 3


def test_each_language_of_a_release_has_an_id_of_its_own_that_no_headline_changes(client, settings):
    settings.SITE_URL = "https://www.example.org"
    english = make_live_edition(headline="Council meets")
    make_live_edition(headline="Le Conseil", language="fr", release=english.release)
    expected = {f"tag:www.example.org,2026:release-{english.release_id}-{language}" for language in ("en", "fr")}

    for path in (RSS, ATOM):
        feed = feedparser.parse(client.get(f"{path}?language=all").content)
        assert {entry.id for entry in feed.entries} == expected


def test_empty_feed_is_dated_as_never_changed(client):
    root = etree.fromstring(client.get(ATOM).content)

    assert root.findtext(f"{A}updated") == "1970-01-01T00:00:00+00:00"


@pytest.mark.promise(24)
def test_each_entry_of_atom_names_its_language_and_dates_of_first_and_last_publication(client):
    now = timezone.now()
    first = make_live_edition(language="ru", live_from=now - datetime.timedelta(hours=3))
    correction = steps.start_next(first, make_user(), kind="correction", change_note="A figure was wrong.")
    steps.release_now(approved(correction), make_user())
    correction.refresh_from_db()

    entry = etree.fromstring(client.get(f"/ru{ATOM}").content).find(f"{A}entry")

    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "ru"
    published, updated = (
        datetime.datetime.fromisoformat(entry.findtext(f"{A}{name}")) for name in ("published", "updated")
    )
    assert (published, updated) == (first.live_from, correction.live_from)


def test_files_go_with_an_entry_and_rss_has_the_first_picture(client):
    make_live_edition(files=[("agenda.pdf", PDF), ("photo.jpg", picture())])

    item = etree.fromstring(client.get(RSS).content).find("channel/item")
    entry = etree.fromstring(client.get(ATOM).content).find(f"{A}entry")

    (enclosure,) = item.findall("enclosure")
    enclosed = [link.get("type") for link in entry.findall(f"{A}link") if link.get("rel") == "enclosure"]
    assert enclosure.get("type") == "image/jpeg"
    assert enclosed == ["application/pdf", "image/jpeg"]
    assert int(enclosure.get("length")) == len(
        client.get(enclosure.get("url").removeprefix(settings.SITE_URL)).getvalue()
    )


def fresh(client, path: str) -> bytes:
    """As it is when every entry is written anew."""
    EditionPiece.objects.all().delete()
    return client.get(path).content


@pytest.mark.parametrize("path", [RSS, ATOM, f"/fr{ATOM}?language=all", f"{RSS}?language=all&field=elections-votes"])
def test_kept_entries_are_what_writing_them_gives(client, archive, path):
    written, kept = client.get(path).content, client.get(path).content

    assert EditionPiece.objects.filter(kind__startswith="entry").exists()
    assert written == kept == fresh(client, path)


def test_entry_shows_the_present_name_of_a_term_and_the_present_head_of_the_record(client, admin_user):
    field = make_field("Elections & votes")
    english = make_live_edition(fields_of_work=[field])
    before = feedparser.parse(client.get(ATOM).content).entries[0]

    change_term(field, name="Elections and referendums")
    german = make_edition(release=english.release, language="de")
    steps.release_now(approved(german), make_user())
    kept = client.get(ATOM).content

    after = feedparser.parse(kept).entries[0]
    assert after.tags[0].term == "Elections and referendums"
    assert after.record_head != before.record_head
    assert kept == fresh(client, ATOM)
