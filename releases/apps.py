from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class ReleasesConfig(AppConfig):
    name = "releases"
    verbose_name = _("Releases")

    def ready(self) -> None:
        from releases.accounts import journal, system_checks
        from releases.admin import sign_on_roles
        from releases.files.system_checks import media_root_is_apart
        from releases.lists import marks
        from releases.reading import wording
        from releases.record import changes
        from releases.record import guards as record_guards
        from releases.search import rebuild
        from releases.site import security_txt
        from releases.steps.table import moves
        from taxonomy import guards

        guards.register(self, lambda: [*record_guards.guards(moves()), *marks.guards(), *changes.guards()])
        checks.register(media_root_is_apart, checks.Tags.security)
        checks.register(system_checks.second_factor_is_asked_for, checks.Tags.security, deploy=True)
        checks.register(system_checks.single_sign_on_is_whole, checks.Tags.security)
        checks.register(sign_on_roles.groups_give_known_roles, checks.Tags.security)
        checks.register(system_checks.proxies_are_known, checks.Tags.security, deploy=True)
        checks.register(security_txt.expires_in_time, checks.Tags.security)
        journal.connect()
        pre_migrate.connect(guards.remove_before_migrate, sender=self)
        post_migrate.connect(guards.install_after_migrate, sender=self)
        post_migrate.connect(rebuild.after_migrate, sender=self)
        post_migrate.connect(wording.after_migrate, sender=self)
