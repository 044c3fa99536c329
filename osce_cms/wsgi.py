"""The WSGI application: the site inside its page cache, with the short way for public pages between them, and all observed. Django must be set up before our modules are imported."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")

site = get_wsgi_application()

from django.conf import settings  # noqa: E402

from osce_cms.observing.application import Observed, counting_renderings  # noqa: E402
from releases.site.frugal.application import Frugal  # noqa: E402
from releases.site.page_cache import PageCache  # noqa: E402

application = Observed(
    PageCache(counting_renderings(Frugal(site)), settings.PAGE_CACHE * 1024 * 1024),
    proxies=settings.TRUSTED_PROXIES,
    log=settings.LOG_FORMAT == "json",
)
