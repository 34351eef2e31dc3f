"""A column of the log for connections in the companies or industries one sells to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("teams", "0001_squashed")]

    operations = [
        migrations.AddField(
            model_name="dailylog",
            name="relevant_connections",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
