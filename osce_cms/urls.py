from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from releases.accounts import urls as account_urls
from releases.alerts import urls as alert_urls
from releases.mail import sent_letters
from releases.room import urls as room_urls
from releases.site import security_txt, sitemaps, urls
from releases.site.api import urls as api_urls
from releases.site.content_policy.views import csp_reports
from releases.site.views import formats, hub, machines, oembed, preview, timegate

handler500 = "releases.site.unavailable.server_error"

# The URLs of the public pages register the `<number:…>` converter.
urlpatterns = [
    path("admin/account/", include(account_urls)),
    path("admin/", admin.site.urls),
    path("room/", include(room_urls)),
    *sent_letters.addresses(settings.LETTERS_FOLDER, debug=settings.DEBUG),
    path("preview/<str:token>/", preview.preview_link, name="preview-link"),
    path("healthz", machines.health, name="health"),
    path("healthz/work", machines.work, name="health-of-work"),
    path("api/v1/", include(api_urls)),
    path("oembed", oembed.oembed, name="oembed"),
    path("newsml/catalogue.xml", formats.newsml_catalogue, name="newsml-catalogue"),
    path("readyz", machines.ready, name="readiness"),
    path("websub", hub.hub, name="hub"),
    path("csp-reports", csp_reports, name="csp-reports"),
    path("favicon.ico", machines.favicon, name="favicon"),
    path("timegate/<path:address>", timegate.timegate, name="timegate"),
    path(".well-known/security.txt", security_txt.security_txt, name="security-txt"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap-pages"),
    path("sitemap-releases-<number:file>.xml", sitemaps.releases, name="sitemap-releases"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap-news"),
    *i18n_patterns(path("alerts/", include(alert_urls)), path("", include(urls)), prefix_default_language=False),
]
