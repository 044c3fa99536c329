"""The entries of the record become a chain for each release, and every saved text is kept.

Entries from before have no digests; they are chained as they stand.
"""

import django.db.models.deletion
from django.db import migrations, models

from releases.record import canonical

CHAINED = (
    "release_id", "position", "edition_id", "step", "by_id", "at", "state_before", "state_after",
    "digest_before", "digest_after", "remark", "previous",
)  # fmt: skip


def chain(apps, schema_editor):
    last = {}
    for entry in apps.get_model("releases", "RecordEntry").objects.select_related("edition").order_by("pk").iterator():
        entry.release_id = entry.edition.release_id
        position, entry.previous = last.get(entry.release_id, (0, ""))
        entry.position = position + 1
        entry.hash = canonical.digest({name: getattr(entry, name) for name in CHAINED})
        last[entry.release_id] = entry.position, entry.hash
        entry.save()
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks pending cannot be altered


def text(name, **options):
    return models.CharField(name, max_length=64, default="", **options)


class Migration(migrations.Migration):
    dependencies = [("releases", "0009_seal")]

    operations = [
        *(
            migrations.AddField("recordentry", name, field, preserve_default=False)
            for name, field in {
                "digest_before": text("digest before", blank=True),
                "digest_after": text("digest after", blank=True),
                "previous": text("hash of the entry before", blank=True),
                "hash": text("hash"),
                "position": models.PositiveIntegerField("position", default=0),
            }.items()
        ),
        migrations.AddField(
            "recordentry",
            "release",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="releases.release",
                verbose_name="release",
            ),
        ),
        migrations.RunPython(chain, migrations.RunPython.noop),
        migrations.AlterField(
            "recordentry",
            "release",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="releases.release",
                verbose_name="release",
            ),
        ),
        migrations.AddConstraint(
            "recordentry",
            models.UniqueConstraint(fields=("release", "position"), name="releases_record_one_chain"),
        ),
        migrations.AddIndex(
            "recordentry",
            models.Index(
                condition=models.Q(("step__in", ("release_urgently", "confirm_urgent"))),
                fields=["edition"],
                name="releases_record_urgent",
            ),
        ),
        migrations.CreateModel(
            name="SavedText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.JSONField(verbose_name="content")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                ("notes", models.TextField(blank=True, verbose_name="notes for editors")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_texts",
                        to="releases.edition",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_text",
                        to="releases.recordentry",
                        verbose_name="record entry",
                    ),
                ),
            ],
            options={
                "verbose_name": "saved text",
                "verbose_name_plural": "saved texts",
                "ordering": ("pk",),
                "default_permissions": (),
            },
        ),
    ]
