"""A site known only by its sitemap and its pages: what they say for machines and for readers becomes the release."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest

from releases.importing import readers
from releases.models import Edition, Release
from releases.tests.files import picture
from releases.tests.former_site import former as former
from releases.tests.importing import run

HOST = "https://former.example"
TEXT = "<p>The bridge was opened by the mayor in the presence of many neighbours.</p>"


def page(head: str = "", body: str = "", lang: str = "en", address: str = "") -> str:
    canonical = f'<link rel="canonical" href="{address}">' if address else ""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><title>T | Former site</title>{canonical}{head}</head><body>'
        f'<nav><a href="/">Home</a></nav><main>{body}</main><aside><p>Follow us everywhere, always.</p></aside><footer>Imprint</footer></body></html>'
    )


def article(headline: str = "Bridge opened", text: str = TEXT, day: str = "2016-06-29") -> str:
    return f'<article><header><h1>{headline}</h1><time datetime="{day}">29 June</time></header><div class="content">{text}</div></article>'


def sitemap(*addresses: str, **translations: str) -> str:
    links = "".join(f'<xhtml:link rel="alternate" hreflang="{code}" href="{to}"/>' for code, to in translations.items())
    urls = "".join(f"<url><loc>{address}</loc><lastmod>2020-01-01</lastmod>{links}</url>" for address in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:xhtml="http://www.w3.org/1999/xhtml">{urls}</urlset>'
    )


@pytest.fixture
def site(tmp_path):
    def write(**files: str) -> Path:
        for name, content in files.items():
            path = tmp_path / "site" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
        return tmp_path / "site"

    return lambda files: write(**files)


def records(path: Path, **options):
    return [item.record for item in readers.read(path, **options) if item.record]


def reasons(path: Path):
    return [item.skipped or item.refusal for item in readers.read(path) if not item.record]


JSON_LD = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "Former site"},
        {
            "@type": ["NewsArticle"], "headline": "Bridge op…", "datePublished": "2016-06-29T15:07:41+02:00", "inLanguage": "fr",
            "keywords": "Elections, bridges", "articleSection": "News", "contentLocation": {"@type": "Place", "name": "Vienna"},
        },
    ],
}  # fmt: skip
STATED = [
    (f'<script type="application/ld+json">{json.dumps(JSON_LD)}</script>', f"<h1>Bridge opened</h1>{TEXT}", "2016-06-29T15:07:41+02:00", "fr"),
    (
        '<meta property="og:type" content="article"><meta property="og:title" content="Bridge opened"><meta property="og:locale" content="de_DE">'
        '<meta property="article:published_time" content="2016-06-29T15:07:41Z">',
        TEXT, "2016-06-29T15:07:41Z", "de",
    ),
    (
        "",
        '<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">Bridge opened</h1>'
        f'<meta itemprop="datePublished" content="2016-06-29"><div itemprop="articleBody">{TEXT}</div></div>',
        "2016-06-29", "en",
    ),
    ('<meta name="DC.date.issued" content="2016-06-29">', f"<h1>Bridge opened</h1>{TEXT}", "2016-06-29", "en"),
    ("", article(), "2016-06-29", "en"),
    ("", f'<h1>Bridge opened</h1><span class="post-date">29 June 2016</span><div class="entry-content">{TEXT}</div>', "29 June 2016", "en"),
    ("", "<h1>Bridge opened</h1><p>VIENNA, 29 June 2016 – The bridge was opened by the mayor.</p>", "2016-06-29", "en"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "body", "date", "language"),
    STATED,
    ids=["JSON-LD", "Open Graph", "microdata", "Dublin Core", "article", "class", "dateline"],
)
def test_headline_day_language_and_text_come_from_whatever_states_them(site, head, body, date, language):
    (record,) = records(
        site({"sitemap.xml": sitemap(f"{HOST}/bridge"), "bridge.html": page(head, body, address=f"{HOST}/bridge")})
    )

    assert (record.title, record.date, record.language) == ("Bridge opened", date, language)
    assert "opened by the mayor" in record.body
    assert not any(words in record.body for words in ("Follow us", "Home", "Imprint", "<h1", "<time"))
    assert (record.id, record.url) == ("former.example/bridge", f"{HOST}/bridge")


def test_subjects_and_places_come_from_linked_data(site):
    head, body, *_ = STATED[0]

    (record,) = records(site({"sitemap.xml": sitemap(f"{HOST}/b"), "b.html": page(head, body, address=f"{HOST}/b")}))

    assert (record.categories, record.place, record.type) == (["Elections", "bridges"], ["Vienna"], "news")


@pytest.mark.parametrize(
    "name",
    ["press/1.html", "press/1/index.html", "former.example/press/1.html", "copy/www.former.example/press/1/index.php"],
)
def test_page_that_states_no_address_has_the_one_that_its_file_and_the_sitemap_agree_on(site, name):
    (record,) = records(site({"sitemap.xml": sitemap(f"{HOST}/press/1", f"{HOST}/1"), name: page(body=article())}))

    assert record.url == f"{HOST}/press/1"


def test_pages_of_the_site_that_are_no_releases_are_skipped_with_the_reason(site):
    lists = page(body="<h1>News</h1>" + article("One") + article("Two"), address=f"{HOST}/news")
    about = page(body=f"<h1>About us</h1>{TEXT}", address=f"{HOST}/about")
    files = {
        "sitemap.xml": sitemap(f"{HOST}/news", f"{HOST}/about"),
        "news.html": lists,
        "about.html": about,
        "style.css": "p {}",
    }

    assert reasons(site(files)) == [
        "The page names no day of publication, so it is not a release.",
        "The page lists other pages, or has no headline, so it is not a release.",
        "It is a sitemap; it tells which pages there are.",
        "It is no page; pictures and documents come with the pages that show them.",
    ]


def test_page_that_is_listed_and_was_not_saved_is_missed(site):
    files = {"sitemap.xml": sitemap(f"{HOST}/b", f"{HOST}/lost"), "b.html": page(body=article(), address=f"{HOST}/b")}

    assert "The sitemap lists it, and it was not saved; --fetch fetches it." in reasons(site(files))


def translated(own: str, lang: str, **others: str) -> str:
    links = "".join(f'<link rel="alternate" hreflang="{code}" href="{to}">' for code, to in others.items())
    return page(links, article(f"Bridge, {lang}"), lang, own)


@pytest.mark.django_db
@pytest.mark.parametrize("said_by", ["page", "sitemap"])
def test_translations_share_a_release(site, said_by):
    versions = {"de": f"{HOST}/de/b", "en": f"{HOST}/b", "fr": f"{HOST}/fr/b"}
    of_page, of_sitemap = (versions, {}) if said_by == "page" else ({}, versions)
    pages = {f"{code}.html": translated(own, code, **of_page) for code, own in versions.items()}

    run(site({"sitemap.xml": sitemap(*versions.values(), **of_sitemap)} | pages))

    assert Release.objects.count() == 1
    assert sorted(Edition.objects.values_list("language", "headline")) == [
        (code, f"Bridge, {code}") for code in ("de", "en", "fr")
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("packed", [False, True])
def test_pictures_and_files_come_from_the_saved_site(site, tmp_path, packed):
    text = f'{TEXT}<figure><img src="../img/b.jpg" alt="A bridge"><figcaption>Opened</figcaption></figure><p>See the <a href="/docs/a.txt">agenda</a>.</p>'
    folder = site({"sitemap.xml": sitemap(f"{HOST}/en/b"), "former.example/en/b.html": page(body=article(text=text)), "former.example/docs/a.txt": "One\n"})  # fmt: skip
    (folder / "former.example/img").mkdir()
    (folder / "former.example/img/b.jpg").write_bytes(picture())
    source = folder
    if packed:
        source = tmp_path / "site.zip"
        with zipfile.ZipFile(source, "w") as archive:
            for file in sorted(folder.rglob("*.*")):
                archive.write(file, file.relative_to(folder)) if file.is_file() else None

    told, _, _ = run(source)
    edition = Edition.objects.get()

    assert "Read 4: 1 created, 0 updated, 0 unchanged, 0 refused, 3 skipped." in told
    assert [(file.title, file.alternative_text) for file in edition.files.all()] == [
        ("agenda", ""),
        ("Opened", "A bridge"),
    ]
    assert "figure" not in edition.body
    assert "Opened" not in edition.body


@pytest.mark.django_db
def test_old_addresses_redirect(site, client):
    head = '<link rel="shortlink" href="/node/7">'
    run(site({"sitemap.xml": sitemap(f"{HOST}/b?x=1"), "b.html": page(head, article(), address=f"{HOST}/b?x=1")}))
    home = Edition.objects.get().get_absolute_url()

    assert [client.get(path, follow=True).redirect_chain[-1][0] for path in ("/b?x=1", "/node/7")] == [home, home]


def test_what_the_page_hid_stays_hidden(site):
    text = f'{TEXT}<p style="display:none">Secret</p><p class="x">Hidden by the sheet</p>'
    head = "<style>.x { display: none }</style>"
    path = site({"sitemap.xml": sitemap(f"{HOST}/b"), "b.html": page(head, article(text=text), address=f"{HOST}/b")})

    (item,) = [item for item in readers.read(path) if item.record]

    assert item.record
    assert "ecret" not in item.record.body
    assert "sheet" not in item.record.body
    assert sum(item.hidden.values()) == 2


def test_sitemap_with_entities_is_refused(site):
    bomb = '<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY a "aaaa">]><urlset><url><loc>&a;</loc></url></urlset>'

    assert "It declares its own entities, which are not supported." in reasons(site({"sitemap.xml": bomb}))


def test_pages_without_a_sitemap_are_read_as_before(site):
    (item,) = readers.read(site({"b.html": page(body="<h1>Bridge</h1>")}))

    assert item.refusal == "The page has a headline but no text."


# Fetching


@pytest.mark.django_db
def test_pages_and_pictures_are_fetched_where_that_was_asked_for(former, tmp_path, client):
    home, files, redirects, asked = former
    text = f'{TEXT}<img src="/img/b.jpg" alt="A bridge">'
    redirects["/old"] = "/b"
    files |= {"/b": page(body=article(text=text)).encode(), "/img/b.jpg": picture()}
    source = tmp_path / "sitemap.xml"
    source.write_text(sitemap(f"{home}/old", f"{home}/gone"))

    assert "Read 3: 0 created" in run(source, origin="unasked")[0]
    assert asked == []

    told, against, succeeded = run(source, fetch=True)

    assert "Read 3: 1 created, 0 updated, 0 unchanged, 1 refused, 1 skipped." in told
    assert [reason.partition(": ")[2] for reason in against] == ["It cannot be fetched: it answers 404."]
    assert not succeeded
    edition = Edition.objects.get()
    assert [file.alternative_text for file in edition.files.all()] == ["A bridge"]
    assert {client.get(path, follow=True).redirect_chain[-1][0] for path in ("/b", "/old")} == {
        edition.get_absolute_url()
    }


def test_sitemaps_of_an_index_are_fetched(former, tmp_path):
    home, files, *_ = former
    files |= {"/1.xml.gz": gzip.compress(sitemap(f"{home}/b").encode()), "/b": page(body=article()).encode()}
    source = tmp_path / "sitemap.xml"
    source.write_text(
        f"<?xml version='1.0'?><sitemapindex><sitemap><loc>{home}/1.xml.gz</loc></sitemap></sitemapindex>"
    )

    (record,) = records(source, fetch=True)

    assert record.url == f"{home}/b"


@pytest.mark.promise(44)
def test_pages_in_a_private_network_are_not_fetched(former, tmp_path, settings):
    home, *_, asked = former
    settings.IMPORT_NETWORKS = []
    source = tmp_path / "sitemap.xml"
    source.write_text(sitemap(f"{home}/b", "http://localhost/b"))

    refusals = [item.refusal for item in readers.read(source, fetch=True) if item.refusal]

    assert refusals == [
        "It cannot be fetched: only public http and https addresses are fetched.",
        "It cannot be fetched: its host is in a private network.",
    ]
    assert asked == []
