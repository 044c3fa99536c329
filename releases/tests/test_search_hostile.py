"""Whatever is typed, there is an answer, and soon. `make soak` asks ten thousand; here are some of them."""

import random
import time

import pytest

from releases.tests.making import make_live_edition

ODDITIES = [
    '"', "“", "-", "--", "OR", " OR OR ", "|", "*", "**", "a*", "(", ")", "AND", "NOT", "NEAR/3", "\x00", "\ud800", "\u202e", "\ufeff", "😀", "👩‍👩‍👧", "é", "e\u0301", "ß",
    "İ", "ǅ", "مرحبا", "שלום", "中文", "ไทย", "%", "_", "\\", "'", "''", ";--", "<script>", "{{ 7*7 }}", "${x}", "../..", "node/", "#", "#1", "1e9", "9" * 30, "0",
    "https://", "https://[", "http://x/node/1", "\t", "\r\n", "a" * 300, "ab " * 90, "-" * 199, '"a" ' * 40, "the", "election", "elections", "elec*", "-election", '"the election"',
]  # fmt: skip


def questions(number: int, seed: int = 0):
    chance = random.Random(seed)
    for _ in range(number):
        if chance.random() < 0.3:
            yield "".join(
                chr(chance.choice((chance.randrange(32, 127), chance.randrange(0x110000))))
                for _ in range(chance.randint(1, 60))
            )
        else:
            yield chance.choice(["", " "]).join(chance.choices(ODDITIES, k=chance.randint(1, 8)))


@pytest.mark.django_db
def test_no_question_breaks_a_page_or_takes_a_second(client):
    make_live_edition(headline="Observers watch the election")
    for question in [*ODDITIES, *questions(120), "word " * 2_000, "x" * 10_000]:
        for path in ("/releases/", "/releases/suggest/"):
            begun = time.process_time()
            response = client.get(path, {"q": question.encode("utf-8", "surrogatepass")})

            assert response.status_code in (200, 302, 400), question
            assert time.process_time() - begun < 1, question
            assert b"<script>{" not in response.content
