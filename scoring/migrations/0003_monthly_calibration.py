"""The switch for adopting what calibration learns each month."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0002_relevant_connections"),
        ("scoring", "0002_version_2"),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthlyCalibration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_on", models.BooleanField(default=True)),
                ("month", models.DateField()),
                ("outcome", models.CharField(blank=True, max_length=400)),
                ("leased_until", models.DateTimeField(null=True)),
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="teams.organization",
                    ),
                ),
            ],
        ),
    ]
