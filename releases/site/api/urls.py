from django.urls import path, re_path

from releases.site.api import views

urlpatterns = [
    path("", views.index, name="api-index"),
    path("openapi.json", views.openapi, name="api-document"),
    path("releases/", views.releases, name="api-releases"),
    path("releases/<number:number>/", views.release, name="api-release"),
    path("releases/<number:number>/<slug:language>/", views.text, name="api-text"),
    path("releases/<number:number>/<slug:language>/history/", views.history, name="api-history"),
    path("changes/", views.changes, name="api-changes"),
    path("terms/", views.vocabularies, name="api-vocabularies"),
    path("terms/<slug:vocabulary>/", views.terms, name="api-terms"),
    path("languages/", views.languages, name="api-languages"),
    re_path(r"(?P<rest>.*)", views.nowhere, name="api-nowhere"),
]
