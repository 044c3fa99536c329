from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("releases", "0030_comments"),
    ]

    operations = [
        migrations.AddField(
            model_name="searchsegment",
            name="outlived",
            field=models.BinaryField(default=b""),
        ),
    ]
