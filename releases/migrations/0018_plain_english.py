"""Names and help texts in plain English, and the names of permissions in the database, which Django writes only once."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

PERMISSIONS = {
    "see_every_edition": (
        "Can see editions in work of which they wrote nothing",
        "Can see other people’s unpublished editions",
    ),
    "write_every_edition": ("Can write in drafts of others", "Can edit other people’s drafts"),
    "approve_edition": ("Can approve an edition or send it back", "Can approve editions or send them back"),
    "release_edition": ("Can release and schedule an edition", "Can release and schedule editions"),
    "release_edition_urgently": (
        "Can release an edition without approval",
        "Can release editions urgently, without approval",
    ),
    "withdraw_edition": (
        "Can withdraw, remove and reinstate a release",
        "Can withdraw, remove and reinstate releases",
    ),
    "break_glass": (
        "Can open an edition that is limited to named people, with a reason",
        "Can use emergency access to open editions limited to named people",
    ),
}


def rename(apps, schema_editor):
    write(apps, {codename: new for codename, (old, new) in PERMISSIONS.items()})


def rename_back(apps, schema_editor):
    write(apps, {codename: old for codename, (old, new) in PERMISSIONS.items()})


def write(apps, names):
    of_editions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="releases", content_type__model="edition"
    )
    for codename, name in names.items():
        of_editions.filter(codename=codename).update(name=name)


class Migration(migrations.Migration):
    dependencies = [
        ("releases", "0017_due_next"),
        ("taxonomy", "0002_plain_english"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="edition",
            options={
                "default_permissions": ("add", "change", "view"),
                "permissions": [
                    ("see_every_edition", "Can see other people’s unpublished editions"),
                    ("write_every_edition", "Can edit other people’s drafts"),
                    ("approve_edition", "Can approve editions or send them back"),
                    ("release_edition", "Can release and schedule editions"),
                    ("release_edition_urgently", "Can release editions urgently, without approval"),
                    ("withdraw_edition", "Can withdraw, remove and reinstate releases"),
                    ("break_glass", "Can use emergency access to open editions limited to named people"),
                ],
                "verbose_name": "edition",
                "verbose_name_plural": "editions",
            },
        ),
        migrations.AlterModelOptions(
            name="letter",
            options={
                "default_permissions": (),
                "ordering": ("pk",),
                "verbose_name": "e-mail message",
                "verbose_name_plural": "e-mail messages",
            },
        ),
        migrations.AlterField(
            model_name="edition",
            name="change_note",
            field=models.TextField(
                blank=True,
                help_text="What changed since the previous edition and why, or why the release was withdrawn. Public.",
                verbose_name="note for readers",
            ),
        ),
        migrations.AlterField(
            model_name="edition",
            name="translated_from",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="The text of which this is a translation.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="releases.edition",
                verbose_name="translated from",
            ),
        ),
        migrations.AlterField(
            model_name="editionfile",
            name="alternative_text",
            field=models.CharField(
                blank=True,
                help_text="What a picture shows, for people who cannot see it.",
                max_length=500,
                verbose_name="alternative text",
            ),
        ),
        migrations.AlterField(
            model_name="editionfile",
            name="title",
            field=models.CharField(
                blank=True, help_text="The title or caption that readers see.", max_length=300, verbose_name="title"
            ),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="position",
            field=models.PositiveBigIntegerField(default=0, verbose_name="items processed"),
        ),
        migrations.AlterField(
            model_name="letter",
            name="due_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), verbose_name="next attempt at"
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="not_sent",
            field=models.CharField(blank=True, max_length=200, verbose_name="reason not sent"),
        ),
        migrations.AlterField(
            model_name="letter",
            name="to",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="letters",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recipient",
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="tries",
            field=models.PositiveIntegerField(default=0, verbose_name="attempts"),
        ),
        migrations.AlterField(
            model_name="previewlink",
            name="expires_at",
            field=models.DateTimeField(verbose_name="valid until"),
        ),
        migrations.AlterField(
            model_name="previewlink",
            name="recipient",
            field=models.CharField(max_length=200, verbose_name="recipient"),
        ),
        migrations.AlterField(
            model_name="previewopening",
            name="at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="time"),
        ),
        migrations.AlterField(
            model_name="provenance",
            name="source_number",
            field=models.BigIntegerField(null=True, verbose_name="number at origin"),
        ),
        migrations.AlterField(
            model_name="recordentry",
            name="at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="time"),
        ),
        migrations.AlterField(
            model_name="recordentry",
            name="previous",
            field=models.CharField(blank=True, max_length=64, verbose_name="hash of the previous entry"),
        ),
        migrations.AlterField(
            model_name="user",
            name="languages",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="The languages this person can write, approve and release in. Leave empty for all. They can read every language.",
                verbose_name="languages",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="structures",
            field=models.ManyToManyField(
                blank=True,
                help_text="The structures whose releases this person can see and work on, including everything under them. Leave empty for all.",
                related_name="+",
                to="taxonomy.structure",
                verbose_name="structures",
            ),
        ),
        migrations.RunPython(rename, rename_back),
    ]
