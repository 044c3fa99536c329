"""WordPress as it is really used: languages, subjects, addresses, shortcodes, blocks, pictures."""

import pytest

from releases.importing import readers
from releases.models import Edition, Release
from releases.tests.files import PDF, picture
from releases.tests.importing import run
from releases.tests.making import make_country, make_field
from releases.tests.wordpress import SITE, item, picture_item, site

ENGLISH, FRENCH = ("language", "en", "English"), ("language", "fr", "Français")
TOGETHER = ("post_translations", "pll_57738", "pll_57738")
UPLOADS = "wp-content/uploads/2016/06"


@pytest.fixture
def load(tmp_path, db):
    """A function that imports a site's items, with the files beside it, and returns the counts, the refusals and the reports."""

    def load(*items: str, language="en-GB", **options):
        source = tmp_path / "export.xml"
        source.write_text(site(*items, language=language))
        return run(source, **options)[:2]

    return load


@pytest.fixture
def read(tmp_path):
    def read(*items: str):
        source = tmp_path / "read.xml"
        source.write_text(site(*items))
        return list(readers.read(source))

    return read


@pytest.fixture
def uploads(tmp_path):
    folder = tmp_path / "site" / UPLOADS
    folder.mkdir(parents=True)
    for name in ("bridge.jpg", "hall.jpg", "door.jpg"):
        (folder / name).write_bytes(picture(size=(len(name), 40)))
    (folder / "agenda.pdf").write_bytes(PDF)
    return tmp_path / "site"


def text(headline="Headline 1"):
    return Edition.objects.get(headline=headline)


def files(edition):
    return [(file.name, file.title, file.alternative_text) for file in edition.files.all()]


# Languages


def test_languages_of_polylang_share_a_release_whichever_comes_first(load):
    told, _ = load(
        item(1, "Un", subjects=[FRENCH, TOGETHER]), item(2, "One", subjects=[ENGLISH, TOGETHER]), item(3, "Alone", subjects=[FRENCH])
    )  # fmt: skip

    assert told.startswith("Read 3: 3 created")
    assert {(edition.headline, edition.language) for edition in Edition.objects.all()} == {
        ("Headline 1", "fr"), ("Headline 2", "en"), ("Headline 3", "fr"),
    }  # fmt: skip
    assert text("Headline 1").release == text("Headline 2").release != text("Headline 3").release
    assert not any(edition.keywords for edition in Edition.objects.all())


def test_languages_of_wpml_share_a_release(load):
    def said(language, source=""):
        return {
            "_wpml_import_language_code": language,
            "_wpml_import_source_language_code": source,
            "_wpml_import_translation_group": 7,
        }

    load(item(1, "One", meta=said("en", "fr")), item(2, "Un", meta=said("fr")))

    assert {edition.language for edition in Release.objects.get().editions.all()} == {"en", "fr"}


def test_text_whose_original_was_not_public_comes_all_the_same(load):
    load(item(1, "One", status="private", subjects=[ENGLISH, TOGETHER]), item(2, "Un", subjects=[FRENCH, TOGETHER]))

    assert [(edition.headline, edition.language) for edition in Edition.objects.all()] == [("Headline 2", "fr")]


# Subjects


def test_categories_and_tags_that_a_vocabulary_knows_become_its_terms_and_others_are_keywords(load):
    make_field("Elections", names={"fr": "Élections"})
    make_country("Ukraine")
    load(
        item(1, "One", subjects=[("category", "elections", "Élections"), ("post_tag", "ukraine", "Ukraine"), ("post_tag", "x", "Bridges"), ("category", "uncategorized-fr", "Non classé"), ("post_format", "post-format-aside", "Aside")])
    )  # fmt: skip

    assert [term.name for term in text().fields_of_work.all()] == ["Elections"]
    assert [term.name for term in text().countries.all()] == ["Ukraine"]
    assert text().keywords == ["Bridges"]


# Addresses and links


@pytest.mark.parametrize("address", ["/2016/06/item-2/", "/2016/06/item-2", "/?p=2", "/2016/06/old-name/", "/?utm_source=x&p=2"])  # fmt: skip
def test_every_old_address_leads_to_the_release(load, client, address):
    load(item(1, "One"), item(2, "Two", meta={"_wp_old_slug": "old-name"}))

    answer = client.get(address, follow=True)

    assert answer.redirect_chain[-1][0] == text("Headline 2").get_absolute_url()
    assert answer.redirect_chain[-1][1] == 301


def test_number_of_a_text_that_is_not_public_yet_leads_nowhere(load, client):
    load(item(1, "One", status="future", date="2999-06-29"))

    assert client.get("/?p=1").content == client.get("/?p=4711").content


@pytest.mark.parametrize(
    "href", ["/2016/06/item-2/", f"{SITE}/2016/06/item-2", "?p=2", "/?p=2", f"{SITE}/?p=2", "../item-2/", f"{SITE}/index.php?lang=fr&#038;p=2"]
)  # fmt: skip
def test_link_from_one_item_to_another_leads_to_its_release(load, client, href):
    load(item(1, f'<p>See <a href="{href}">the other</a>.</p>'), item(2, "Two"))

    page = client.get(text().get_absolute_url()).content.decode()

    assert f'See <a href="{text("Headline 2").get_absolute_url()}"' in page


# Shortcodes and blocks


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("[embed]https://video.example/7[/embed]", '<p><a href="https://video.example/7">https://video.example/7</a></p>'),
        ('[video src="https://video.example/7.mp4"][/video]', '<p><a href="https://video.example/7.mp4">https://video.example/7.mp4</a></p>'),
        ("[[gallery]] is a shortcode, [sic] is none, and [1] a note", "[gallery] is a shortcode, [sic] is none, and [1] a note"),
        ('[box color="red"]Inside[/box]', "Inside"),
    ],
)  # fmt: skip
def test_shortcode_is_what_readers_saw(read, content, body):
    (found,) = read(item(1, content))

    assert found.record.body.strip() == body


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ('One [contact-form-7 id="5" title="Write to us"] two', "[contact-form-7]"),
        ('One <!-- wp:latest-posts {"postsToShow":3} /--> two', "“latest-posts”"),
        ('One <!-- wp:block {"ref":99} /--> two', "“block 99”"),
        ("One [playlist] two", "[playlist]"),
    ],
)
def test_what_only_the_site_could_fill_in_is_left_out_and_named(read, content, named):
    (found,) = read(item(1, content))

    assert "One" in found.record.body
    assert "two" in found.record.body
    assert "[" not in found.record.body
    assert "wp:" not in found.record.body
    assert named in found.guesses[0]


def test_reusable_block_stands_where_it_was_shown_and_its_own_item_is_skipped(read):
    inner = item(8, "<!-- wp:paragraph --><p>Inner.</p><!-- /wp:paragraph -->", kind="wp_block")
    outer = item(9, '<!-- wp:block {"ref":8} /-->', kind="wp_block")

    post, *blocks = read(
        item(1, '<!-- wp:heading {"level":3} --><h3>One.</h3><!-- /wp:heading --><!-- wp:block {"ref":9} /-->'),
        inner,
        outer,
    )

    assert "<h3>One.</h3>" in post.record.body
    assert "<p>Inner.</p>" in post.record.body
    assert not post.guesses
    assert {block.skipped for block in blocks} == {"It is a reusable block; it comes with the texts that show it."}


def test_block_that_holds_itself_ends(read):
    post, _ = read(
        item(1, 'One <!-- wp:block {"ref":8} /-->'), item(8, '<!-- wp:block {"ref":8} /-->', kind="wp_block")
    )

    assert post.record.body.startswith("One")


def test_block_that_was_not_public_is_not_shown(read):
    post, _ = read(item(1, 'One <!-- wp:block {"ref":8} /-->'), item(8, "Secret", kind="wp_block", status="draft"))

    assert "Secret" not in post.record.body


# Pictures and files


def test_pictures_come_in_full_size_with_alternative_text_and_caption_and_leave_nothing_behind(load, uploads):
    load(
        item(
            1,
            f"""<!-- wp:paragraph --><p>Before.</p><!-- /wp:paragraph --><!-- wp:image {{"id":5}} --><figure class="wp-block-image">
            <img src="{SITE}/{UPLOADS}/bridge-300x200.jpg" alt="" class="wp-image-5"/><figcaption>Opening the bridge</figcaption></figure>
            <!-- /wp:image --><!-- wp:paragraph --><p>After.</p><!-- /wp:paragraph -->""",
            meta={"_thumbnail_id": 6},
        ),
        picture_item(5, "bridge.jpg", parent=1, alt="A bridge"),
        picture_item(6, "hall.jpg", caption="The hall"),
        files=uploads,
    )

    assert files(text()) == [("hall.jpg", "The hall", "The hall"), ("bridge.jpg", "Opening the bridge", "A bridge")]
    assert [part.strip() for part in text().body.split("\n") if part.strip()] == ["<p>Before.</p>", "<p>After.</p>"]


@pytest.mark.parametrize(
    "content",
    [
        '[caption id="attachment_5" align="left" width="300"]<a href="x"><img class="wp-image-5" src="x.jpg" /></a> A caption[/caption]',
        '[caption caption="A caption"]<img class="wp-image-5" src="x.jpg" />[/caption]',
        '<div class="wp-caption"><img class="wp-image-5" src="x.jpg" /><p class="wp-caption-text">A caption</p></div>',
        '[gallery ids="5"]',
        "[gallery]",
    ],
)
def test_picture_comes_with_its_caption_however_it_is_written(load, uploads, content):
    load(
        item(1, f"<p>One</p>{content}<p>Two</p>"),
        picture_item(5, "bridge.jpg", parent=1, alt="A bridge", caption="A caption"),
        files=uploads,
    )

    assert files(text()) == [("bridge.jpg", "A caption", "A bridge")]
    assert "caption" not in text().body


def test_gallery_of_blocks_comes_picture_by_picture(load, uploads):
    inner = "".join(
        f'<figure class="wp-block-image"><img src="{SITE}/{UPLOADS}/{name}.jpg" alt="{name}"/></figure>'
        for name in ("bridge", "hall")
    )
    load(item(1, f'<!-- wp:gallery --><figure class="wp-block-gallery">{inner}<figcaption>All</figcaption></figure><!-- /wp:gallery --><p>One</p>'), files=uploads)  # fmt: skip

    assert [file[0] for file in files(text())] == ["bridge.jpg", "hall.jpg"]
    assert text().body == "<p>One</p>"


def test_document_that_a_text_links_to_comes_with_it_and_its_address_leads_there(load, uploads, client):
    load(
        item(1, f'<p>See <a href="/{UPLOADS}/agenda.pdf">the agenda</a>.</p>'),
        item(5, kind="attachment", status="inherit", parent=1, file=f"{SITE}/{UPLOADS}/agenda.pdf"),
        files=uploads,
    )

    assert files(text()) == [("agenda.pdf", "the agenda", "")]
    assert client.get(f"/{UPLOADS}/agenda.pdf").url == text().get_absolute_url()


def test_picture_that_is_missing_is_named_and_its_caption_is_gone(load, tmp_path):
    report = tmp_path / "report.json"
    load(item(1, f'<p>One</p><figure><img src="{SITE}/lost.jpg"><figcaption>Lost</figcaption></figure>'), report=report)

    assert f"The file {SITE}/lost.jpg (“Lost”) was left out: No folder was given for files." in report.read_text()
    assert text().body == "<p>One</p>"


def test_file_of_two_texts_is_an_address_of_one(load, uploads):
    again = f"{SITE}/{UPLOADS}/agenda.pdf"
    told, _ = load(
        item(1, "One", subjects=[ENGLISH]), item(2, "Un", subjects=[FRENCH]),
        item(5, kind="attachment", status="inherit", parent=1, file=again), item(6, kind="attachment", status="inherit", parent=2, file=again),
        files=uploads,
    )  # fmt: skip

    assert told == "Read 4: 2 created, 0 updated, 0 unchanged, 0 refused, 2 skipped."


def test_export_that_breaks_off_gives_what_stands_before_and_a_sentence(tmp_path):
    source = tmp_path / "broken.xml"
    source.write_text(site(item(1, "One"), item(2, "Two"))[:-300])

    first, second = readers.read(source)

    assert first.record
    assert "not well-formed XML" in second.refusal
