"""The WSGI application: the site inside its page cache. Django must be set up before our modules are imported."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")

site = get_wsgi_application()

from releases.site.page_cache import PageCache  # noqa: E402

application = PageCache(site)
