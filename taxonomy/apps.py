from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class TaxonomyConfig(AppConfig):
    name = "taxonomy"
    verbose_name = _("Vocabularies")

    def ready(self) -> None:
        from taxonomy import guards, revision  # models are not loaded before ready()
        from taxonomy.record import guards as record_guards

        guards.register(self, lambda: [*revision.guards(), *record_guards.guards()])
        pre_migrate.connect(guards.remove_before_migrate, sender=self)
        post_migrate.connect(guards.install_after_migrate, sender=self)
