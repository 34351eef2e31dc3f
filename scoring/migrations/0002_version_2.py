"""Drops what version 1 of the model made; the next pass makes scores from the facts.

An organisation's own versions and their adoptions go as well: their parameters were version 1's.
Scores of days whose facts are no longer kept can't be made by version 2, so they go too.
"""

from django.db import migrations


def drop_version_1(apps, schema_editor):
    for name in ("Snapshot", "KeptState", "ShardState", "Run", "Adoption", "ModelVersion"):
        apps.get_model("scoring", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_squashed")]

    operations = [migrations.RunPython(drop_version_1, migrations.RunPython.noop)]
