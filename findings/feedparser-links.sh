#!/bin/sh
# feedparser 6.0.14, with its default cleaning, changes links that a release depends on.
# Seen: a `tel:` link becomes empty, so the number of the press officer is gone. A link from a footnote to its place in the same text
# becomes a link to the base address of the feed, so it leads out of the text.
# Guessed: `tel:` is kept as `mailto:` is, and a bare fragment stays one, since it can only mean the text in which it stands.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check feedparser==6.0.14
"$folder/venv/bin/python" - <<'END'
import feedparser

TEXT = (
    '<p id="n1">A<a href="#note">1</a></p><p id="note"><a href="#n1">up</a></p>'
    '<p><a href="tel:+431234">Call us</a> or <a href="mailto:press@example.org">write</a></p>'
)
FEED = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://example.org/feeds/"><title>Releases</title><id>urn:x:1</id>
<updated>2026-01-01T00:00:00Z</updated><entry><title>A</title><id>urn:x:2</id><updated>2026-01-01T00:00:00Z</updated>
<link href="https://example.org/releases/2"/><content type="html"><![CDATA[{TEXT}]]></content></entry></feed>"""
content = feedparser.parse(FEED.encode()).entries[0].content[0].value
print(content)
assert '<a href="">Call us</a>' in content and "+431234" not in content
assert '<a href="mailto:press@example.org">write</a>' in content
assert '<a href="https://example.org/feeds/#note">1</a>' in content
assert '<a href="https://example.org/feeds/#n1">up</a>' in content
END
