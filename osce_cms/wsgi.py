"""What a WSGI server runs: the site with its page cache around it. Django must be set up before a module of ours is imported."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osce_cms.settings")

site = get_wsgi_application()

from releases.site.page_cache import PageCache  # noqa: E402

application = PageCache(site)
