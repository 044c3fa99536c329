"""A browser forbids what the policy does not allow, and reports it to us."""

import copy
import time

import pytest
from django.conf import settings
from django.test import override_settings

from releases.models import CspReport


@pytest.fixture
def telling(chromium, site):
    """By the older way: through the Reporting API no report came over plain HTTP."""
    policy = copy.deepcopy(settings.CONTENT_SECURITY_POLICY)
    del policy["DIRECTIVES"]["report-to"]
    with override_settings(CONTENT_SECURITY_POLICY=policy):
        context = chromium.new_context(base_url=site.address)
        yield context.new_page()
        context.close()
    CspReport.objects.all().delete()


def test_markup_that_a_script_writes_is_refused_and_reported(telling):
    telling.goto("/releases/")
    told = telling.evaluate(
        "() => { try { document.body.innerHTML = '<p>Forged</p>' } catch (error) { return error.name } }"
    )
    assert told == "TypeError"
    assert "Forged" not in telling.inner_text("body")

    for _ in range(100):
        if CspReport.objects.exists():
            break
        time.sleep(0.1)

    assert list(CspReport.objects.values_list("directive", "blocked", "page")) == [
        ("require-trusted-types-for", "trusted-types-sink", "/releases/")
    ]


def test_page_in_which_a_script_violates_the_policy_fails_its_test(chromium, site):
    """What `page` watches: the other tests would notice a violation by our own pages."""
    context = chromium.new_context(base_url=site.address)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto("/releases/")
    page.evaluate(
        "() => document.body.insertAdjacentElement('beforeend', document.createElement('img')).src = 'https://elsewhere.example/a.png'"
    )
    page.wait_for_timeout(300)
    context.close()

    assert any("Content Security Policy" in text for text in said)
