"""Items of a WordPress export, as its own export function writes them."""

from collections.abc import Iterable, Mapping

SITE = "https://former.example"


def item(
    number: int,
    content: str = "",
    *,
    kind: str = "post",
    status: str = "publish",
    slug: str = "",
    parent: int = 0,
    excerpt: str = "",
    file: str = "",
    link: str = "",
    subjects: Iterable[tuple[str, str, str]] = (),
    meta: Mapping[str, object] | Iterable[tuple[str, object]] = (),
    date: str = "2016-06-29",
) -> str:
    """`subjects` are taxonomy, slug and name."""
    categories = "".join(
        f'<category domain="{domain}" nicename="{name}"><![CDATA[{label}]]></category>'
        for domain, name, label in subjects
    )
    attached = f"<wp:attachment_url>{file}</wp:attachment_url>" if file else ""
    address = f"{SITE}/2016/06/{slug or f'item-{number}'}/"
    pairs = meta.items() if isinstance(meta, Mapping) else meta
    fields = "".join(
        f"<wp:postmeta><wp:meta_key><![CDATA[{key}]]></wp:meta_key><wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in pairs
    )
    return (
        f"<item><title><![CDATA[Headline {number}]]></title><link>{link or address}</link>"
        f'<guid isPermaLink="false">{SITE}/?p={number}</guid><content:encoded><![CDATA[{content}]]></content:encoded>'
        f"<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_date><![CDATA[{date} 10:00:00]]></wp:post_date><wp:post_date_gmt><![CDATA[{date} 08:00:00]]></wp:post_date_gmt>"
        f"<wp:status><![CDATA[{status}]]></wp:status><wp:post_parent>{parent}</wp:post_parent>"
        f"<wp:post_type><![CDATA[{kind}]]></wp:post_type><wp:post_password></wp:post_password>"
        f"{attached}{categories}{fields}</item>"
    )


def picture_item(number: int, name: str, *, parent: int = 0, alt: str = "", caption: str = "") -> str:
    file = f"{SITE}/wp-content/uploads/2016/06/{name}"
    fields = {"_wp_attachment_image_alt": alt} if alt else {}
    return item(number, kind="attachment", status="inherit", parent=parent, excerpt=caption, file=file, meta=fields)


def site(*items: str, language: str = "en-GB") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"><channel>'
        f"<title>News</title><link>{SITE}</link><language>{language}</language><wp:base_site_url>{SITE}</wp:base_site_url>"
        f"<wp:base_blog_url>{SITE}</wp:base_blog_url>{''.join(items)}</channel></rss>"
    )
