from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from releases.sitemaps import SITEMAPS
from releases.views import machines

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", machines.health, name="health"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    *i18n_patterns(path("", include("releases.urls")), prefix_default_language=False),
]
