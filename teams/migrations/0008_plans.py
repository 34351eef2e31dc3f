"""What reps mean to do more of, and the coaches' own playbook."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('teams', '0007_goals_and_watching'),
    ]

    operations = [
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('signed in', 'Signed In'), ('sign-in failed', 'Sign In Failed'), ('signed out', 'Signed Out'), ('password changed', 'Password Changed'), ('two-step changed', 'Two Step Changed'), ('session ended', 'Session Ended'), ('token made', 'Token Made'), ('token withdrawn', 'Token Withdrawn'), ('denied', 'Denied'), ('invited', 'Invited'), ('invitation withdrawn', 'Invitation Withdrawn'), ('role given', 'Role Given'), ('role ended', 'Role Ended'), ('deactivated', 'Deactivated'), ('person changed', 'Person Changed'), ('people merged', 'People Merged'), ('erased', 'Erased'), ('facts expired', 'Facts Expired'), ('team created', 'Team Created'), ('team renamed', 'Team Renamed'), ('team deleted', 'Team Deleted'), ('region changed', 'Region Changed'), ('team changed', 'Team Changed'), ('organisation changed', 'Organization Changed'), ('time zone changed', 'Time Zone Changed'), ('working days changed', 'Working Days Changed'), ('privacy changed', 'Privacy Changed'), ('value corrected', 'Value Corrected'), ('day deleted', 'Day Deleted'), ('reading replaced or withdrawn', 'Reading Replaced'), ('activity imported', 'Activity Imported'), ('readings imported', 'Readings Imported'), ('import undone', 'Import Undone'), ('exported', 'Exported'), ('model version proposed', 'Version Proposed'), ('model version adopted', 'Version Adopted'), ('model version taken back', 'Adoption Withdrawn'), ('playbook changed', 'Playbook Changed'), ('note added', 'Note Added'), ('note changed', 'Note Changed'), ('note removed', 'Note Removed'), ('jobs retried', 'Jobs Retried')], max_length=40),
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(max_length=40)),
                ('week', models.DateField()),
                ('answer', models.CharField(choices=[('accepted', 'Accepted'), ('done', 'Done'), ('later', 'Later'), ('not for me', 'Not For Me')], max_length=10)),
                ('more', models.PositiveSmallIntegerField(default=0)),
                ('usual', models.FloatField(default=0.0)),
                ('until', models.DateField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
                ('rep', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='teams.rep')),
            ],
            options={
                'ordering': ['-week', 'action'],
                'constraints': [models.UniqueConstraint(fields=('rep', 'week', 'action'), name='one_choice_a_week_and_action')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('goal', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)])),
                ('by_day', models.DateField()),
                ('units', models.JSONField()),
                ('usual', models.JSONField()),
                ('limits', models.JSONField(default=dict)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('made_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
                ('rep', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plans', to='teams.rep')),
            ],
            options={
                'ordering': ['-made_on', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('rep',), name='one_plan_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Tip',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signal', models.CharField(max_length=40)),
                ('text', models.CharField(blank=True, max_length=1000)),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(240)])),
                ('changed_on', models.DateField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
            ],
            options={
                'ordering': ['signal'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'signal'), name='one_tip_a_signal')],
            },
        ),
    ]
