import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The tables of the index anew: they are filled from the texts as soon as all migrations are done."""

    dependencies = [
        ("releases", "0039_telling_of_changes"),
    ]

    operations = [
        migrations.DeleteModel(name="SearchEntry"),
        migrations.DeleteModel(name="SearchLeaf"),
        migrations.DeleteModel(name="SearchSegment"),
        migrations.DeleteModel(name="SearchWord"),
        migrations.DeleteModel(name="SearchStemmer"),
        migrations.CreateModel(
            name="SearchSegment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("block", models.PositiveIntegerField()),
                ("editions", models.PositiveIntegerField()),
                ("analysis", models.CharField(max_length=80)),
                ("released", models.BooleanField()),
                ("outlived", models.BinaryField(default=b"")),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["block"], name="releases_segment_block")],
            },
        ),
        migrations.CreateModel(
            name="SearchLeaf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                "default_permissions": (),
                "indexes": [models.Index(fields=["segment", "last"], name="releases_leaf_last")],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=24)),
                ("word", models.BinaryField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["language", "word"], name="releases_word_word")],
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
    ]
