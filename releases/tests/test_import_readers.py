"""Whatever bytes a file contains, each item in it becomes a record or a reason."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releases.importing import readers
from releases.importing.readers import jsonl, page
from releases.tests.importing import SAMPLES, make_record, write

LINE = b'{"id": "a", "language": "en", "title": "T", "date": "1999-05-03", "body": "<p>B</p>"}'


def read(path: Path, format_: str = "auto"):
    return [
        (item.record.id if item.record else None, item.number, item.refusal) for item in readers.read(path, format_)
    ]


# Detecting formats


@pytest.mark.parametrize("name", ["page.txt", "page.html"])
def test_page_is_told_by_its_content(tmp_path, name):
    misnamed = tmp_path / "releases.jsonl"
    misnamed.write_bytes((SAMPLES / name).read_bytes())

    assert [refusal for _, _, refusal in read(misnamed)] == [""]


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf", b"\n\n  ", b"damaged line\n"])
def test_json_lines_are_told_by_their_content(tmp_path, start):
    path = tmp_path / "page.html"
    path.write_bytes(start + LINE + b"\n")

    assert read(path)[-1][0] == "a"


def test_folder_is_read_in_order_with_the_folders_in_it(tmp_path):
    (tmp_path / "b").mkdir()
    write(tmp_path / "b" / "2.jsonl", make_record(id="second"))
    write(tmp_path / "a.jsonl", make_record(id="first"))
    write(tmp_path / ".hidden", make_record(id="hidden"))

    assert [identifier for identifier, _, _ in read(tmp_path)] == ["first", "second"]


# Unreadable files


def test_missing_file_is_one_refusal(tmp_path):
    assert read(tmp_path / "nowhere.jsonl") == [(None, None, "It cannot be read: No such file or directory.")]


@pytest.mark.parametrize("format_", ["auto", "jsonl", "page"])
@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_empty_file_is_one_refusal(tmp_path, content, format_):
    path = tmp_path / "empty"
    path.write_bytes(content)

    assert read(path, format_) == [(None, None, "It is empty.")]


def test_empty_folder_is_one_refusal(tmp_path):
    assert read(tmp_path) == [(None, None, "It is empty.")]


def test_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")

    assert read(tmp_path / "pipe") == [(None, None, "It is neither a file nor a folder.")]


def test_link_back_to_its_own_folder_is_not_followed(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path)

    assert read(tmp_path) == [(None, None, "It is a link to a folder; name the folder itself.")]


# JSON Lines


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "a", ', "The line is not valid JSON: Input data was truncated."),
        (b"[1]", "The line is not a JSON object."),
        (LINE + b" and more", "The line is not valid JSON: JSON is malformed: trailing characters"),
        (LINE.replace(b"T", b"\xe9"), "The line is not UTF-8."),
        (
            LINE.replace(b"T", b"\\ud800"),
            "The line is not valid JSON, or contains half a character (a lone surrogate).",
        ),
        (b'{"id": ' + b"[" * 100_000, "The line is nested too deeply."),
        (b'{"id": "a", "body": ""}', "The record has no language and no title and no date."),
        (LINE.replace(b'"T"', b"null"), "The record has no title."),
        (
            LINE.replace(b'"T"', b"7"),
            "The record has a value of the wrong type: Expected `str`, got `int` - at `$.title`.",
        ),
        (
            LINE.replace(b"}", b', "countries": "Moldova"}'),
            "The record has a value of the wrong type: Expected `array`, got `str` - at `$.countries`.",
        ),
        (
            LINE.replace(b"}", b', "contacts": [{"role": "Spokesperson"}]}'),
            "The record has a value of the wrong type: Object missing required field `name` - at `$.contacts",
        ),
    ],
)
def test_malformed_line_is_refused_with_its_number_and_the_rest_is_read(tmp_path, line, reason):
    path = write(tmp_path / "releases.jsonl", LINE, b"", line, LINE)

    first, refused, last = read(path)
    assert (first, last) == (("a", 1, ""), ("a", 4, ""))
    assert refused[:2] == (None, 3)
    assert refused[2].startswith(reason)


def test_endless_line_is_refused_without_being_held_in_memory(tmp_path):
    path = tmp_path / "releases.jsonl"
    path.write_bytes(LINE + b"\n" + b"{" * (jsonl.LONGEST_LINE + 5) + b"\n" + LINE + b"\n")

    assert read(path) == [("a", 1, ""), (None, 2, "The line is too long to be a release."), ("a", 3, "")]


def test_byte_order_mark_and_null_are_accepted(tmp_path):
    path = write(tmp_path / "releases.jsonl", b"\xef\xbb\xbf" + LINE.replace(b"}", b', "keywords": null}'))

    assert read(path) == [("a", 1, "")]


def test_unknown_keys_are_named(tmp_path):
    path = write(tmp_path / "releases.jsonl", make_record(colour="blue"))

    assert [item.unknown_keys for item in readers.read(path, "auto")] == [{"colour"}]


# Arbitrary bytes never make a reader raise


@given(st.binary() | st.text().map(str.encode))
def test_any_line_is_a_record_or_a_reason(line):
    item = jsonl.read_line(line, "file", 1)

    assert bool(item.record) != bool(item.refusal)


MARKUP = st.lists(
    st.sampled_from(
        ["<main>", "<h1>", "<p>", "<div>", "</div>", "<ul>", "<li>", "<time>", "<dl>", "<!--", "Press release\n"]
    )
    | st.sampled_from(["- Date:\n", "3 May 1999\n", "VIENNA, 3 May 1999 - Text\n", "-\n", "&", "<"])
    | st.text(max_size=20)
).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass"))


@given(st.binary() | MARKUP | MARKUP.map(lambda text: b"<main><h1>Headline</h1>" + text))
def test_any_page_is_a_record_or_a_reason(raw):
    item = page.read_page(raw, "file")

    assert bool(item.record) != bool(item.refusal)
