import django.db.models.deletion
from django.db import migrations, models

# The words of texts are kept in another form; what is in the old one is made anew from the texts at the end of `migrate`.

# Numbers that are packed already are not compressed once more.
POSTGRESQL = "ALTER TABLE releases_searchleaf ALTER COLUMN data SET STORAGE EXTERNAL"


def settle(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)


def identity():
    return ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    dependencies = [("releases", "0024_erasure")]

    operations = [
        migrations.DeleteModel("SearchPosting"),
        migrations.DeleteModel("SearchEntry"),
        migrations.DeleteModel("SearchSegment"),
        migrations.CreateModel(
            name="SearchSegment",
            fields=[
                identity(),
                ("block", models.PositiveIntegerField()),
                ("editions", models.PositiveIntegerField()),
                ("analysis", models.PositiveSmallIntegerField()),
                ("released", models.BooleanField()),
            ],
            options={
                "indexes": [models.Index(fields=["block"], name="releases_segment_block")],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="releases.edition",
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="releases.searchsegment"),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="SearchLeaf",
            fields=[
                identity(),
                ("last", models.BinaryField()),
                ("data", models.BinaryField()),
                (
                    "segment",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        to="releases.searchsegment",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["segment", "last"], name="releases_leaf_last")],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SearchStemmer",
            fields=[identity(), ("version", models.CharField(max_length=64))],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                identity(),
                ("language", models.CharField(max_length=24)),
                ("word", models.BinaryField()),
                ("stem", models.CharField(max_length=120)),
                ("backwards", models.BinaryField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["language", "word"], name="releases_word_word"),
                    models.Index(fields=["language", "stem"], name="releases_word_stem"),
                    models.Index(
                        condition=models.Q(("backwards__isnull", False)),
                        fields=["language", "backwards"],
                        name="releases_word_backwards",
                    ),
                ],
                "default_permissions": (),
            },
        ),
        migrations.RunPython(settle, migrations.RunPython.noop, elidable=False),
    ]
