"""Coaching programmes and sessions; reports made, scheduled and shared."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('teams', '0008_plans'),
    ]

    operations = [
        migrations.AddField(
            model_name='organization',
            name='report_by',
            field=models.CharField(choices=[('link', 'A link to it, behind the sign-in'), ('attachment', 'The file itself')], db_default='link', default='link', max_length=10),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('signed in', 'Signed In'), ('sign-in failed', 'Sign In Failed'), ('signed out', 'Signed Out'), ('password changed', 'Password Changed'), ('two-step changed', 'Two Step Changed'), ('session ended', 'Session Ended'), ('token made', 'Token Made'), ('token withdrawn', 'Token Withdrawn'), ('denied', 'Denied'), ('invited', 'Invited'), ('invitation withdrawn', 'Invitation Withdrawn'), ('role given', 'Role Given'), ('role ended', 'Role Ended'), ('deactivated', 'Deactivated'), ('person changed', 'Person Changed'), ('people merged', 'People Merged'), ('erased', 'Erased'), ('facts expired', 'Facts Expired'), ('team created', 'Team Created'), ('team renamed', 'Team Renamed'), ('team deleted', 'Team Deleted'), ('region changed', 'Region Changed'), ('team changed', 'Team Changed'), ('organisation changed', 'Organization Changed'), ('time zone changed', 'Time Zone Changed'), ('working days changed', 'Working Days Changed'), ('privacy changed', 'Privacy Changed'), ('value corrected', 'Value Corrected'), ('day deleted', 'Day Deleted'), ('reading replaced or withdrawn', 'Reading Replaced'), ('activity imported', 'Activity Imported'), ('readings imported', 'Readings Imported'), ('import undone', 'Import Undone'), ('exported', 'Exported'), ('model version proposed', 'Version Proposed'), ('model version adopted', 'Version Adopted'), ('model version taken back', 'Adoption Withdrawn'), ('playbook changed', 'Playbook Changed'), ('note added', 'Note Added'), ('note changed', 'Note Changed'), ('note removed', 'Note Removed'), ('jobs retried', 'Jobs Retried'), ('programme changed', 'Programme Changed'), ('report shared', 'Report Shared'), ('shared report withdrawn', 'Share Withdrawn'), ('shared report opened', 'Share Opened')], max_length=40),
        ),
        migrations.CreateModel(
            name='CoachingSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('topic', models.CharField(max_length=140)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
                ('rep', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='teams.rep')),
            ],
            options={
                'ordering': ['-day', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ActionItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300)),
                ('signal', models.CharField(blank=True, max_length=40)),
                ('agreed_on', models.DateField()),
                ('due_on', models.DateField()),
                ('done_on', models.DateField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
                ('rep', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='action_items', to='teams.rep')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='action_items', to='teams.coachingsession')),
            ],
            options={
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('target', models.FloatField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1.0), django.core.validators.MaxValueValidator(100.0)])),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
            ],
            options={
                'ordering': ['-starts_on', 'name', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='coachingsession',
            name='programme',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sessions', to='teams.programme'),
        ),
        migrations.CreateModel(
            name='ProgrammeMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='teams.programme')),
                ('rep', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='programmes', to='teams.rep')),
            ],
        ),
        migrations.CreateModel(
            name='ReportJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked', models.JSONField()),
                ('how', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('making', 'Making'), ('made', 'Made'), ('failed', 'Failed')], default='making', max_length=6)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('reps', models.JSONField(default=list)),
                ('left_out', models.JSONField(default=list)),
                ('file', models.CharField(blank=True, max_length=80)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('made_at', models.DateTimeField(blank=True, null=True)),
                ('token', models.UUIDField(blank=True, null=True)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
            ],
            options={
                'ordering': ['-begun_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ReportSchedule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked', models.JSONField()),
                ('how', models.JSONField(default=dict)),
                ('every', models.CharField(choices=[('month', 'Each month, about the month before'), ('end', 'Once, when the programme is over')], max_length=5)),
                ('next_on', models.DateField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
                ('programme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='schedules', to='teams.programme')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ReportTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('sections', models.JSONField(default=list)),
                ('paper', models.CharField(choices=[('a4', 'A4'), ('us-letter', 'Letter')], default='a4', max_length=9)),
                ('coach_name', models.CharField(blank=True, max_length=120)),
                ('client_name', models.CharField(blank=True, max_length=120)),
                ('colour', models.CharField(blank=True, max_length=7)),
                ('coach_logo', models.BinaryField(blank=True, null=True)),
                ('client_logo', models.BinaryField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SessionNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('private', 'Coach and rep'), ('shared', 'Coach, rep and whoever manages the rep')], default='private', max_length=7)),
                ('text', models.CharField(max_length=4000)),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='teams.coachingsession')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ShareLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked', models.JSONField()),
                ('how', models.JSONField(default=dict)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('names', models.BooleanField(default=False)),
                ('password', models.CharField(blank=True, max_length=128)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('opened', models.PositiveIntegerField(default=0)),
                ('last_opened_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='a_programme_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.UniqueConstraint(fields=('organization', 'name'), name='one_programme_a_name_in_an_organization'),
        ),
        migrations.AddIndex(
            model_name='coachingsession',
            index=models.Index(fields=['rep', 'day'], name='session_of_a_rep'),
        ),
        migrations.AddConstraint(
            model_name='programmemember',
            constraint=models.UniqueConstraint(fields=('programme', 'rep'), name='once_in_a_programme'),
        ),
        migrations.AddIndex(
            model_name='reportjob',
            index=models.Index(condition=models.Q(('state', 'making')), fields=['organization', 'id'], name='report_open'),
        ),
        migrations.AddConstraint(
            model_name='reportschedule',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('every', 'end'), _negated=True), ('programme__isnull', False), _connector='OR'), name='the_end_is_of_a_programme'),
        ),
        migrations.AddConstraint(
            model_name='reporttemplate',
            constraint=models.UniqueConstraint(fields=('organization', 'name'), name='one_template_a_name_in_an_organization'),
        ),
    ]
