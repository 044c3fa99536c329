from django.urls import path

from releases.room import views

urlpatterns = [
    path("", views.room, name="room"),
    path("sign-in/", views.sign_in, name="room-sign-in"),
    path("sign-out/", views.sign_out, name="room-sign-out"),
    path("forgotten/", views.forgotten, name="room-forgotten"),
    path("link/<str:token>/", views.link, name="room-link"),
    path("terms/", views.terms, name="room-terms"),
    path("account/", views.account, name="room-account"),
    path("texts/<str:key>/", views.text, name="room-text"),
    path("texts/<str:key>/files/<slug:digest>/<str:name>", views.file, name="room-file"),
    path("<path:rest>", views.nowhere, name="room-nowhere"),
]
