"""Objects that can only be viewed here: nobody edits them by hand."""

from typing import Any

import django_tasks_db.admin  # noqa: F401  # these register what is taken out below
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult
from taggit.models import Tag

from releases.admin.counts import CappedPaginator
from releases.models import AccountEvent, CspReport, ImportRun, LegacyAddress, Provenance, User


class ReadOnlyAdmin(admin.ModelAdmin):
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class NewestFirst(ChangeList):
    """In no other order, whatever the address says."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[Any]:
        return ["-pk"]


class GrowingAdmin(ReadOnlyAdmin):
    """Of tables that grow with the archive: newest first, counted up to a limit, found by what an index knows."""

    sortable_by = ()
    paginator = CappedPaginator

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NewestFirst


@admin.register(LegacyAddress)
class LegacyAddressAdmin(GrowingAdmin):
    list_display = ["path", "release_id", "language"]
    search_fields = ["path__exact"]
    search_help_text = _("The whole address, without scheme and host.")


class OriginFilter(admin.SimpleListFilter):
    """Among the origins of imports, of which there are few."""

    title = _("origin")
    parameter_name = "origin"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        origins = ImportRun.objects.order_by("origin").values_list("origin", flat=True).distinct()
        return [(origin, origin) for origin in origins]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(origin=self.value()) if self.value() else queryset


@admin.register(Provenance)
class ProvenanceAdmin(GrowingAdmin):
    list_display = ["origin", "identifier", "release_id", "language", "imported_at"]
    list_filter = [OriginFilter]
    search_fields = ["identifier__exact"]
    search_help_text = _("The whole identifier.")


@admin.register(AccountEvent)
class AccountEventAdmin(GrowingAdmin):
    list_display = ["at", "user", "kind", "by", "detail", "address"]
    list_filter = ["kind", "at"]
    list_select_related = ["user", "by"]
    search_fields = ["user__username"]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """People first, who are few; then what is known of them."""
        if search_term.strip():
            people = User.objects.filter(username__icontains=search_term.strip()).values_list("pk", flat=True)
            queryset = queryset.filter(user__in=list(people))
        return queryset, False


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
