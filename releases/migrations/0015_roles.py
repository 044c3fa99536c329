"""The roles of the newsroom as groups. Whoever changes them keeps the change; `manage.py apply_roles` undoes it."""

from django.db import migrations

from releases.admin import role_groups


def make_groups(apps, schema_editor):
    role_groups.apply()


class Migration(migrations.Migration):
    dependencies = [
        ("releases", "0014_access"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
