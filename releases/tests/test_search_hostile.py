"""Any input gets a response, quickly. `make soak` tries ten thousand; these are some of them."""

import time

import pytest

from releases.tests.making import make_live_edition
from releases.tests.questions import ODDITIES, questions


@pytest.mark.django_db
@pytest.mark.promise(45, 46)
def test_no_question_breaks_a_page_or_takes_a_second(client):
    make_live_edition(headline="Observers watch the election")
    for question in [*ODDITIES, *questions(120), "word " * 2_000, "x" * 10_000]:
        for path in ("/releases/", "/releases/suggest/"):
            begun = time.process_time()
            response = client.get(path, {"q": question.encode("utf-8", "surrogatepass")})

            assert response.status_code in (200, 302, 400), question
            assert time.process_time() - begun < 1, question
            assert b"<script>{" not in response.content
