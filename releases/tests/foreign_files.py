"""A file of each format that the import reads, as its source system would write it."""

import gzip
import io
import json
import zipfile
from typing import Any

from releases.tests.importing import SAMPLES, make_record

LINE = json.dumps(make_record()).encode() + b"\n"

RUSSIAN = (
    "Пресс-релиз\nМиссия открыла бюро в Кишинёве\n- Дата: 3 мая 1999\nКИШИНЁВ, 3 мая 1999 - Миссия открыла новое бюро. "
)
RUSSIAN += "Наблюдатели и представители властей присутствовали на церемонии открытия в понедельник."

ITEM = (
    "<item><title>Office &amp;amp; opened</title><link>https://former.example/item/7</link><guid>seven</guid>"
    "<pubDate>Mon, 03 May 1999 23:30:00 -0500</pubDate><category>Elections</category>"
    "<description>&lt;p&gt;Text&lt;/p&gt;</description></item>"
)
RSS = f'<rss version="2.0"><channel><title>T</title><language>fr-CA</language>{ITEM}</channel></rss>'

NODE: dict[str, Any] = {
    "type": "node--press_release", "id": "u-7", "links": {"self": {"href": "https://former.example/en/jsonapi/node/7"}},
    "attributes": {
        "title": "T", "created": "1999-05-03T10:00:00+02:00", "langcode": "en", "status": True, "drupal_internal__nid": 7,
        "default_langcode": True, "path": {"alias": "/item/seven"}, "body": {"value": "v", "processed": "<p>B</p>", "summary": "S"},
    },
    "relationships": {"field_topics": {"data": [{"type": "taxonomy_term--topics", "id": "t"}]}},
}  # fmt: skip
BROUGHT = [{"type": "taxonomy_term--topics", "id": "t", "attributes": {"name": "Elections"}}]


def archive(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
    return content.getvalue()


def post(**said: str) -> str:
    values = {"post_type": "post", "status": "publish", "post_password": "", "post_date": "1999-05-03 10:00:00", "post_date_gmt": "1999-05-03 08:00:00"} | said  # fmt: skip
    elements = "".join(f"<wp:{name}><![CDATA[{value}]]></wp:{name}>" for name, value in values.items())
    return (
        f"<item><title>T</title><link>https://former.example/7</link><category>Elections</category><wp:post_id>7</wp:post_id>{elements}"
        "<content:encoded><![CDATA[One &amp; two\n\n[caption id='1']three[/caption]]]></content:encoded><excerpt:encoded/></item>"
    )


def export(*posts: str) -> str:
    return (
        '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"><channel><language>en-GB</language>{"".join(posts)}</channel></rss>'
    )


PIECES = [
    LINE, RSS.encode(), export(post(), post(status="draft")).encode(), json.dumps({"data": [NODE], "included": BROUGHT}).encode(),
    b"id,language,title,date,body\n7,en,T,1999-05-03,B\n", RUSSIAN.encode("cp1251"), (SAMPLES / "page.html").read_bytes(),
    b'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "7"}]}', gzip.compress(LINE), archive(a=LINE, b=RSS.encode()),
]  # fmt: skip
