"""Objects that can only be viewed here: nobody edits them by hand."""

import django_tasks_db.admin  # noqa: F401  # these register what is taken out below
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.http import HttpRequest
from django_tasks_db.models import DBTaskResult
from taggit.models import Tag

from releases.models import AccountEvent, CspReport, LegacyAddress, Provenance


class ReadOnlyAdmin(admin.ModelAdmin):
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(LegacyAddress)
class LegacyAddressAdmin(ReadOnlyAdmin):
    list_display = ["path", "release_id", "language"]
    search_fields = ["path"]


@admin.register(Provenance)
class ProvenanceAdmin(ReadOnlyAdmin):
    list_display = ["origin", "identifier", "release_id", "language", "imported_at"]
    list_filter = ["origin"]
    search_fields = ["identifier"]


@admin.register(AccountEvent)
class AccountEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "user", "kind", "by", "detail", "address"]
    list_filter = ["kind"]
    list_select_related = ["user", "by"]
    search_fields = ["user__username"]
    date_hierarchy = "at"


@admin.register(CspReport)
class CspReportAdmin(ReadOnlyAdmin):
    """Grouped: each kind of violation once."""

    list_display = ["directive", "count", "blocked", "page", "first_at", "last_at"]
    list_filter = ["directive", "blocked"]
    search_fields = ["page", "blocked"]


admin.site.unregister(
    [EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken]
)  # one's own business; an administrator closes or invites
admin.site.unregister(Tag)  # django-taggit's free tags, which releases do not use
# Tracebacks may contain text that the person must not see; the dashboard shows the state of background work.
admin.site.unregister(DBTaskResult)
