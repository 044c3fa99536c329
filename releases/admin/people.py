"""Accounts. Roles are groups; nobody can grant more than the roles contain, and only superusers can create or change superusers.

Administrators set no passwords: whoever gets an account is invited, and sets their own.
"""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from releases.accounts import freshness, journal, leaving, links, sessions
from releases.admin.asked_again import AskedAgain
from releases.admin.editor import editor_of
from releases.admin.lost_factors import lost_factors_view
from releases.models import AccountEvent, User

FOR_SUPERUSERS = ("is_superuser", "user_permissions")
Kind = AccountEvent.Kind


class InvitedForm(forms.ModelForm):
    """A new account, without a password."""

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_staff")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["is_staff"].initial = True

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=False)
        user.set_unusable_password()
        if commit:
            user.save()
        return user


@admin.register(User)
class PersonAdmin(AskedAgain, UserAdmin):
    add_form = InvitedForm
    add_form_template = "admin/change_form.html"
    list_display = ["username", "first_name", "last_name", "is_active", "is_staff"]
    filter_horizontal: ClassVar[Any] = ["groups", "user_permissions"]
    autocomplete_fields: ClassVar[Any] = ["structures"]
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["username"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (_("Roles"), {"fields": ["is_active", "is_staff", "groups", "languages", "structures"]}),
        (_("For superusers"), {"fields": ["is_superuser", "user_permissions"], "classes": ["collapse"]}),
        (_("Important dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = ((None, {"fields": ["username", "first_name", "last_name", "email", "is_staff"]}),)
    change_form_template: ClassVar[Any] = "admin/releases/user/change_form.html"

    # Requests

    def get_urls(self) -> list[URLPattern]:
        """Without the page on which an administrator would type somebody's password."""
        invite = path(
            "<int:object_id>/invite/", self.admin_site.admin_view(self.invite_view), name="releases_user_invite"
        )
        kept = [pattern for pattern in super().get_urls() if pattern.name != "auth_user_password_change"]
        lost = path(
            "<int:object_id>/lost-factors/",
            self.admin_site.admin_view(self.lost_factors),
            name="releases_user_lost_factors",
        )
        return [invite, lost, *kept]

    def invite_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Send the link for setting a password again. Their present password keeps working until they use it."""
        user = User.objects.filter(pk=object_id).first()
        if request.method != "POST" or user is None or not self.has_change_permission(request, user):
            return HttpResponse(status=403)
        if not freshness.is_fresh(request):
            return freshness.ask_again(request)
        self.invite(request, user)
        return redirect(reverse("admin:releases_user_change", args=[user.pk]))

    def lost_factors(self, request: HttpRequest, object_id: int) -> HttpResponse:
        user = User.objects.filter(pk=object_id).first()
        if user is None or not self.has_change_permission(request, user):
            return HttpResponse(status=403)
        return lost_factors_view(request, user, self.admin_site.each_context(request))

    def invite(self, request: HttpRequest, user: User) -> None:
        if not user.email or not user.is_active:
            messages.error(request, gettext("Only an open account with an e-mail address can be invited."))
            return
        links.invite(user)
        journal.note(request, user, Kind.INVITED, by=editor_of(request))
        messages.success(request, gettext("An invitation is on its way to %(address)s.") % {"address": user.email})

    # Saving

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        by = editor_of(request)
        if not change:
            self.invite(request, obj)
        elif "is_active" in form.changed_data:
            (leaving.reopen if obj.is_active else leaving.close)(request, obj, by)
        elif {"is_staff", "is_superuser"} & set(form.changed_data):
            sessions.end_all(obj)
        if change and (changed := sorted(set(form.changed_data) - {"groups", "user_permissions", "is_active"})):
            journal.note(request, obj, Kind.ACCOUNT_CHANGED, by=by, detail=", ".join(changed))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = set(form.instance.groups.values_list("name", flat=True))
        super().save_related(request, form, formsets, change)
        after = set(form.instance.groups.values_list("name", flat=True))
        if before != after or "user_permissions" in form.changed_data:
            detail = " ".join(
                [*(f"+{name}" for name in sorted(after - before)), *(f"-{name}" for name in sorted(before - after))]
            )
            journal.note(request, form.instance, Kind.ROLES_CHANGED, by=editor_of(request), detail=detail)

    # What the form has

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest | None, **kwargs: Any) -> Any:
        if db_field.name == "languages":
            return forms.MultipleChoiceField(
                label=capfirst(db_field.verbose_name),
                help_text=db_field.help_text,
                choices=settings.LANGUAGES,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[arg-type]  # the stubs ask for more

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        fixed = ("last_login", "date_joined")
        return fixed if request.user.is_superuser else (*fixed, *FOR_SUPERUSERS)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        permitted = super().has_change_permission(request, obj)
        return permitted and (obj is None or not obj.is_superuser or request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """People in the record are kept; accounts of leavers are deactivated."""
        return False
