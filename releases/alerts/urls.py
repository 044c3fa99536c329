from django.urls import path

from releases.alerts import views

urlpatterns = [
    path("", views.subscribe, name="alert-subscribe"),
    path("confirm/<str:token>/", views.confirm, name="alert-confirm"),
    path("leave/<str:token>/", views.leave, name="alert-leave"),
    path("manage/<str:token>/", views.manage, name="alert-manage"),
]
