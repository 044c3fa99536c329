"""The record of the vocabularies, which begins with the rows as they are."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from taxonomy.canonical import digest
from taxonomy.models.record import content_of

RECORDED = (
    "FieldOfWork",
    "Country",
    "Structure",
    "MeetingSeries",
    "FormerFieldOfWorkName",
    "FormerCountryName",
    "FormerStructureName",
    "FormerMeetingSeriesName",
    "Chair",
)
CHAINED = ("position", "vocabulary", "row", "step", "by_id", "at", "why", "before", "after", "previous")


def begin(apps, schema_editor):
    entry_model = apps.get_model("taxonomy", "VocabularyEntry")
    position, previous, now, entries = 0, "", timezone.now(), []
    for name in RECORDED:
        for row in apps.get_model("taxonomy", name)._base_manager.order_by("pk"):
            position += 1
            entry = entry_model(
                position=position,
                vocabulary=name.lower(),
                row=row.pk,
                step="begun",
                at=now,
                before=None,
                after=content_of(row),
                previous=previous,
            )
            entry.hash = previous = digest({column: getattr(entry, column) for column in CHAINED})
            entries.append(entry)
    entry_model._base_manager.bulk_create(entries, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("taxonomy", "0002_plain_english"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name='VocabularyEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField(unique=True, verbose_name='position')),
                ('vocabulary', models.CharField(max_length=40, verbose_name='vocabulary')),
                ('row', models.BigIntegerField(verbose_name='number')),
                ('step', models.CharField(choices=[('begun', 'entered when the record began'), ('created', 'created'), ('merged', 'merged'), ('unmerged', 'merge undone'), ('renamed', 'renamed'), ('moved', 'moved'), ('closed', 'closed or reopened'), ('reordered', 'reordered'), ('changed', 'changed'), ('deleted', 'deleted')], max_length=20, verbose_name='change')),
                ('at', models.DateTimeField(verbose_name='time')),
                ('why', models.TextField(blank=True, verbose_name='reason')),
                ('before', models.JSONField(null=True, verbose_name='before')),
                ('after', models.JSONField(null=True, verbose_name='after')),
                ('previous', models.CharField(blank=True, max_length=64, verbose_name='hash of the previous entry')),
                ('hash', models.CharField(max_length=64, verbose_name='hash')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'change of a vocabulary',
                'verbose_name_plural': 'record of the vocabularies',
                'ordering': ('position',),
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['vocabulary', 'row', '-position'], name='taxonomy_entry_of_row')],
            },
        ),
        migrations.RunPython(begin, migrations.RunPython.noop, elidable=False),
    ]
