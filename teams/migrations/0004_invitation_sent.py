"""When an invitation's mail went out."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0003_people_and_privacy"),
    ]

    operations = [
        migrations.AddField(
            model_name="invitation",
            name="sent_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
