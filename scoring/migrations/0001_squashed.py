"""Every table of what is computed, and how PostgreSQL stores what is rewritten every day.

It replaces the three migrations there were before the first release; see the one of teams.
"""

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLE = "scoring_shardstate"


def store_on_postgresql(apps: Any, schema_editor: Any) -> None:
    """Makes the table a cache that a crash may empty, written without the write-ahead log.

    Its numbers don't compress, so PostgreSQL need not try.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} SET UNLOGGED")
        for column in ("reps", "days", "states"):
            schema_editor.execute(f"ALTER TABLE {TABLE} ALTER {column} SET STORAGE EXTERNAL")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("teams", "0001_squashed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tick",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="KeptState",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "rep", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("version", models.CharField(max_length=20)),
                ("state", models.BinaryField()),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="teams.organization",
                    ),
                ),
                (
                    "rep",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="teams.rep",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                ("brand", models.FloatField()),
                ("people", models.FloatField()),
                ("insights", models.FloatField()),
                ("relationships", models.FloatField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "rep", "day", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("day", models.DateField()),
                ("signals", models.IntegerField()),
                ("reading_age", models.SmallIntegerField()),
                (
                    "state",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "building"), (1, "waiting"), (2, "current")]
                    ),
                ),
                ("known_days", models.PositiveSmallIntegerField()),
                ("known", models.BooleanField()),
                ("version", models.CharField(max_length=20)),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="teams.organization",
                    ),
                ),
                (
                    "rep",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="teams.rep",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="teams.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("zone", models.CharField(max_length=60)),
                ("shard", models.PositiveIntegerField()),
                ("day", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "Due"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                        ],
                        default="due",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("token", models.UUIDField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
                ("snapshots", models.PositiveIntegerField(default=0)),
                ("restated_from", models.DateField(null=True)),
                ("restated", models.PositiveIntegerField(default=0)),
                ("why", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="teams.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["day", "zone", "shard"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "done"), _negated=True),
                        fields=["state", "day"],
                        name="run_open",
                    ),
                    models.Index(fields=["organization", "day"], name="run_of_a_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "zone", "shard", "day"),
                        name="one_run_a_shard_and_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ShardState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("zone", models.CharField(max_length=60)),
                ("shard", models.PositiveIntegerField()),
                ("version", models.CharField(max_length=20)),
                ("reps", models.BinaryField()),
                ("days", models.BinaryField()),
                ("states", models.BinaryField()),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="teams.organization",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "zone", "shard"), name="one_state_a_shard"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ModelVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("identifier", models.CharField(max_length=20)),
                ("based_on", models.CharField(max_length=20)),
                ("why", models.CharField(max_length=300)),
                ("parameters", models.JSONField()),
                ("calibration", models.JSONField(blank=True, null=True)),
                ("made_on", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="teams.organization",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "identifier"), name="one_version_an_identifier"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Adoption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("builtin", models.CharField(blank=True, max_length=20)),
                ("since", models.DateField()),
                ("recomputes", models.BooleanField(default=False)),
                ("on", models.DateField()),
                ("withdrawn_on", models.DateField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="teams.organization",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="adoptions",
                        to="scoring.modelversion",
                    ),
                ),
            ],
            options={
                "ordering": ["since", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("version__isnull", True), ("builtin", ""), _connector="XOR"
                        ),
                        name="an_adoption_names_one_version",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_on", None)),
                        fields=("organization", "since"),
                        name="one_version_from_a_day_on",
                    ),
                ],
            },
        ),
        migrations.RunPython(store_on_postgresql, migrations.RunPython.noop),
    ]
