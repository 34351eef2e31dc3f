"""Invitations, visits, privacy, regions; tokens are for one organisation."""

import django.core.validators
import django.db.models.deletion
import teams.origin
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0002_cache_table"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(blank=True, max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("rep", "Rep"),
                            ("manager", "Manager"),
                            ("coach", "Coach"),
                            ("admin", "Admin"),
                            ("viewer", "Viewer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("invited_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="teams.organization",
                    ),
                ),
                (
                    "rep",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="teams.rep",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="teams.team",
                    ),
                ),
            ],
            options={
                "ordering": ["-invited_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("last_at", models.DateTimeField()),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="teams.organization",
                    ),
                ),
                (
                    "rep",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visits",
                        to="teams.rep",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("rep", "day", "user"), name="one_visit_a_day")
                ],
                "ordering": ["-last_at"],
            },
        ),
        migrations.AddField(
            model_name="apitoken",
            name="name",
            field=models.CharField(blank=True, db_default="", max_length=60),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="organization",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="teams.organization",
            ),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="read_only",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="origin",
            field=models.CharField(
                db_default="server", default=teams.origin.current, max_length=45
            ),
        ),
        migrations.AddField(
            model_name="auditentry",
            name="user",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="retention_months",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(3),
                    django.core.validators.MaxValueValidator(120),
                ],
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="smallest_group",
            field=models.PositiveSmallIntegerField(
                db_default=5,
                default=5,
                validators=[
                    django.core.validators.MinValueValidator(2),
                    django.core.validators.MaxValueValidator(100),
                ],
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="visibility",
            field=models.CharField(
                choices=[
                    ("team", "Everyone sees everyone in the team"),
                    ("own", "Reps see themselves and the team’s average"),
                    ("managers", "Only managers and coaches see the team"),
                ],
                db_default="team",
                default="team",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="rep",
            name="erased_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="rep",
            name="facts_from",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="rep",
            name="seat",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "not known"),
                    ("free", "Free"),
                    ("premium", "Premium"),
                    ("navigator", "Sales Navigator"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="rep",
            name="unnamed",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="team",
            name="region",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="teams",
                to="teams.team",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="two_step_by",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="action",
            field=models.CharField(
                choices=[
                    ("signed in", "Signed In"),
                    ("sign-in failed", "Sign In Failed"),
                    ("signed out", "Signed Out"),
                    ("password changed", "Password Changed"),
                    ("two-step changed", "Two Step Changed"),
                    ("session ended", "Session Ended"),
                    ("token made", "Token Made"),
                    ("token withdrawn", "Token Withdrawn"),
                    ("denied", "Denied"),
                    ("invited", "Invited"),
                    ("invitation withdrawn", "Invitation Withdrawn"),
                    ("role given", "Role Given"),
                    ("role ended", "Role Ended"),
                    ("deactivated", "Deactivated"),
                    ("person changed", "Person Changed"),
                    ("people merged", "People Merged"),
                    ("erased", "Erased"),
                    ("facts expired", "Facts Expired"),
                    ("team created", "Team Created"),
                    ("team renamed", "Team Renamed"),
                    ("team deleted", "Team Deleted"),
                    ("region changed", "Region Changed"),
                    ("team changed", "Team Changed"),
                    ("organisation changed", "Organization Changed"),
                    ("time zone changed", "Time Zone Changed"),
                    ("working days changed", "Working Days Changed"),
                    ("privacy changed", "Privacy Changed"),
                    ("value corrected", "Value Corrected"),
                    ("day deleted", "Day Deleted"),
                    ("reading replaced or withdrawn", "Reading Replaced"),
                    ("activity imported", "Activity Imported"),
                    ("readings imported", "Readings Imported"),
                    ("exported", "Exported"),
                    ("jobs retried", "Jobs Retried"),
                ],
                max_length=40,
            ),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="auditentry",
            name="rep",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="teams.rep",
            ),
        ),
        migrations.AlterField(
            model_name="role",
            name="kind",
            field=models.CharField(
                choices=[
                    ("rep", "Rep"),
                    ("manager", "Manager"),
                    ("coach", "Coach"),
                    ("admin", "Admin"),
                    ("viewer", "Viewer"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(fields=["organization", "-at"], name="audit_newest"),
        ),
    ]
