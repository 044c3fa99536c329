"""Names of fields and their help in plain English."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("taxonomy", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="chair",
            name="held_by",
            field=models.JSONField(blank=True, default=dict, verbose_name="held by, if the country no longer exists"),
        ),
        migrations.AlterField(
            model_name="country",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                help_text="Its address redirects to that term, and its releases are listed there. Releases keep the term they were given, so clearing this field undoes the merge.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absorbed",
                to="taxonomy.country",
                verbose_name="merged into",
            ),
        ),
        migrations.AlterField(
            model_name="country",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="taxonomy.country",
                verbose_name="parent term",
            ),
        ),
        migrations.AlterField(
            model_name="country",
            name="position",
            field=models.PositiveIntegerField(
                default=0, help_text="Order among all terms, lowest first.", verbose_name="position"
            ),
        ),
        migrations.AlterField(
            model_name="country",
            name="slug",
            field=models.SlugField(
                help_text="The last part of its web address. If you change it, the old address keeps working.",
                max_length=200,
                unique=True,
                verbose_name="slug",
            ),
        ),
        migrations.AlterField(
            model_name="fieldofwork",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                help_text="Its address redirects to that term, and its releases are listed there. Releases keep the term they were given, so clearing this field undoes the merge.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absorbed",
                to="taxonomy.fieldofwork",
                verbose_name="merged into",
            ),
        ),
        migrations.AlterField(
            model_name="fieldofwork",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="taxonomy.fieldofwork",
                verbose_name="parent term",
            ),
        ),
        migrations.AlterField(
            model_name="fieldofwork",
            name="position",
            field=models.PositiveIntegerField(
                default=0, help_text="Order among all terms, lowest first.", verbose_name="position"
            ),
        ),
        migrations.AlterField(
            model_name="fieldofwork",
            name="slug",
            field=models.SlugField(
                help_text="The last part of its web address. If you change it, the old address keeps working.",
                max_length=200,
                unique=True,
                verbose_name="slug",
            ),
        ),
        migrations.AlterField(
            model_name="meetingseries",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                help_text="Its address redirects to that term, and its releases are listed there. Releases keep the term they were given, so clearing this field undoes the merge.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absorbed",
                to="taxonomy.meetingseries",
                verbose_name="merged into",
            ),
        ),
        migrations.AlterField(
            model_name="meetingseries",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="taxonomy.meetingseries",
                verbose_name="parent term",
            ),
        ),
        migrations.AlterField(
            model_name="meetingseries",
            name="position",
            field=models.PositiveIntegerField(
                default=0, help_text="Order among all terms, lowest first.", verbose_name="position"
            ),
        ),
        migrations.AlterField(
            model_name="meetingseries",
            name="slug",
            field=models.SlugField(
                help_text="The last part of its web address. If you change it, the old address keeps working.",
                max_length=200,
                unique=True,
                verbose_name="slug",
            ),
        ),
        migrations.AlterField(
            model_name="structure",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                help_text="Its address redirects to that term, and its releases are listed there. Releases keep the term they were given, so clearing this field undoes the merge.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absorbed",
                to="taxonomy.structure",
                verbose_name="merged into",
            ),
        ),
        migrations.AlterField(
            model_name="structure",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="taxonomy.structure",
                verbose_name="parent term",
            ),
        ),
        migrations.AlterField(
            model_name="structure",
            name="position",
            field=models.PositiveIntegerField(
                default=0, help_text="Order among all terms, lowest first.", verbose_name="position"
            ),
        ),
        migrations.AlterField(
            model_name="structure",
            name="slug",
            field=models.SlugField(
                help_text="The last part of its web address. If you change it, the old address keeps working.",
                max_length=200,
                unique=True,
                verbose_name="slug",
            ),
        ),
        migrations.AlterField(
            model_name="structure",
            name="source_name",
            field=models.CharField(max_length=200, unique=True, verbose_name="source name in English"),
        ),
        migrations.AlterField(
            model_name="structure",
            name="source_names",
            field=models.JSONField(blank=True, default=dict, verbose_name="source names in other languages"),
        ),
    ]
