"""The addresses of one's account. Only these of allauth's are open; nobody can sign up or add an address."""

from allauth.account import views as account
from allauth.mfa.urls import urlpatterns as factors
from django.urls import include, path

from releases.accounts import views
from releases.accounts.sso import views as sso

urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("forgotten/", views.forgotten, name="account_reset_password"),
    path("link/<str:token>/", views.link, name="account-link"),
    path("sessions/", views.session_list, name="account-sessions"),
    path("sessions/<int:session>/end/", views.end_session, name="account-end-session"),
    path("sessions/end-others/", views.end_other_sessions, name="account-end-other-sessions"),
    path("2fa/", include(factors)),
    path("sso/", sso.begin, name="account-sso"),
    path("sso/callback/", sso.callback, name="account-sso-callback"),
    path("sso/again/", sso.again, name="account-sso-again"),
    path("sso/prove/", sso.prove, name="account-sso-prove"),
]
