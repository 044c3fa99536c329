from django.db import migrations, models

# What was released before counts from when it became public.
NOTE = """
INSERT INTO releases_publicchange (edition_id, ends, at, written_at)
SELECT id, {ends}, {bound}, CURRENT_TIMESTAMP FROM releases_edition WHERE state = 'released' AND {bound} IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("releases", "0018_plain_english"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("edition_id", models.BigIntegerField()),
                ("ends", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["at", "edition_id", "ends"], name="releases_change_order"),
                    models.Index(fields=["written_at"], name="releases_change_written"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=["edition_id", "ends"], name="releases_change_once"),
                ],
            },
        ),
        migrations.RunSQL(NOTE.format(ends="false", bound="live_from"), migrations.RunSQL.noop),
        migrations.RunSQL(NOTE.format(ends="true", bound="live_until"), migrations.RunSQL.noop),
    ]
