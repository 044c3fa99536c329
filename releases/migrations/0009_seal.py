"""Approval seals a digest of the text; a next edition may be a minor one, which needs no note for readers."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("releases", "0008_search_index")]

    operations = [
        migrations.AlterModelOptions(
            name="edition",
            options={
                "default_permissions": ("add", "change", "view"),
                "permissions": [
                    ("approve_edition", "Can approve an edition or send it back"),
                    ("release_edition", "Can release and schedule an edition"),
                    ("release_edition_urgently", "Can release an edition without approval"),
                    ("withdraw_edition", "Can withdraw, remove and reinstate a release"),
                ],
                "verbose_name": "edition",
                "verbose_name_plural": "editions",
            },
        ),
        migrations.AddField(
            model_name="edition",
            name="seal",
            field=models.CharField(blank=True, default="", editable=False, max_length=64, verbose_name="seal"),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="edition",
            name="kind",
            field=models.CharField(
                choices=[
                    ("original", "original"),
                    ("update", "update"),
                    ("correction", "correction"),
                    ("minor", "minor change"),
                    ("withdrawn", "withdrawn"),
                    ("removed", "removed"),
                ],
                default="original",
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.RemoveConstraint(model_name="edition", name="releases_edition_one_in_progress"),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.UniqueConstraint(
                condition=Q(
                    ("kind__in", ("original", "update", "correction", "minor")),
                    ("state__in", ("draft", "submitted", "approved")),
                ),
                fields=("release", "language"),
                name="releases_edition_one_in_progress",
            ),
        ),
    ]
