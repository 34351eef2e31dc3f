"""Imports with what they changed; weekly cards, targets and reminders; what admins teach importers."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('teams', '0005_begun'),
    ]

    operations = [
        migrations.AddField(
            model_name='organization',
            name='decision_titles',
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
        migrations.AddField(
            model_name='organization',
            name='navigator_columns',
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(choices=[('signed in', 'Signed In'), ('sign-in failed', 'Sign In Failed'), ('signed out', 'Signed Out'), ('password changed', 'Password Changed'), ('two-step changed', 'Two Step Changed'), ('session ended', 'Session Ended'), ('token made', 'Token Made'), ('token withdrawn', 'Token Withdrawn'), ('denied', 'Denied'), ('invited', 'Invited'), ('invitation withdrawn', 'Invitation Withdrawn'), ('role given', 'Role Given'), ('role ended', 'Role Ended'), ('deactivated', 'Deactivated'), ('person changed', 'Person Changed'), ('people merged', 'People Merged'), ('erased', 'Erased'), ('facts expired', 'Facts Expired'), ('team created', 'Team Created'), ('team renamed', 'Team Renamed'), ('team deleted', 'Team Deleted'), ('region changed', 'Region Changed'), ('team changed', 'Team Changed'), ('organisation changed', 'Organization Changed'), ('time zone changed', 'Time Zone Changed'), ('working days changed', 'Working Days Changed'), ('privacy changed', 'Privacy Changed'), ('value corrected', 'Value Corrected'), ('day deleted', 'Day Deleted'), ('reading replaced or withdrawn', 'Reading Replaced'), ('activity imported', 'Activity Imported'), ('readings imported', 'Readings Imported'), ('import undone', 'Import Undone'), ('exported', 'Exported'), ('jobs retried', 'Jobs Retried')], max_length=40),
        ),
        migrations.AlterField(
            model_name='dailylog',
            name='source',
            field=models.PositiveSmallIntegerField(blank=True, choices=[(10, 'demo'), (20, 'Sales Navigator report, spread'), (25, 'weekly card, spread'), (30, 'typed'), (40, 'API'), (50, 'CSV file'), (60, 'creator analytics'), (70, 'LinkedIn archive'), (80, 'corrected by hand')], null=True),
        ),
        migrations.AlterField(
            model_name='officialreading',
            name='how',
            field=models.CharField(choices=[('pasted', 'Pasted'), ('json', 'JSON'), ('html', 'saved page'), ('typed', 'Typed'), ('csv', 'CSV file'), ('api', 'API'), ('navigator', 'Sales Navigator report'), ('demo', 'Demo')], max_length=10),
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, choices=[('archive', 'LinkedIn’s copy of your data'), ('activity', 'activity'), ('readings', 'readings'), ('ssi_text', 'LinkedIn’s SSI page, copied'), ('ssi_json', 'LinkedIn’s SSI page, as JSON'), ('ssi_html', 'LinkedIn’s SSI page, saved'), ('creator', 'creator analytics'), ('navigator', 'a Sales Navigator usage report')], max_length=12)),
                ('files', models.JSONField(default=list)),
                ('fingerprint', models.CharField(blank=True, max_length=64)),
                ('state', models.CharField(choices=[('arriving', 'Arriving'), ('reading', 'Reading'), ('asking', 'Asking'), ('found', 'Found'), ('applying', 'Applying'), ('applied', 'Applied'), ('undoing', 'Undoing'), ('undone', 'Undone'), ('discarded', 'Discarded'), ('failed', 'Failed')], default='arriving', max_length=10)),
                ('asked', models.JSONField(default=dict)),
                ('found', models.JSONField(default=dict)),
                ('warnings', models.JSONField(default=list)),
                ('done', models.PositiveBigIntegerField(default=0)),
                ('total', models.PositiveBigIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('token', models.UUIDField(blank=True, null=True)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
                ('rep', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='imports', to='teams.rep')),
            ],
            options={
                'ordering': ['-begun_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ImportedDay',
            fields=[
                ('pk', models.CompositePrimaryKey('imported', 'rep', 'day', blank=True, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('values', models.JSONField(default=dict)),
                ('reading', models.JSONField(blank=True, null=True)),
                ('was', models.JSONField(blank=True, null=True)),
                ('was_reading', models.JSONField(blank=True, null=True)),
                ('imported', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='days', to='teams.import')),
                ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
                ('rep', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.rep')),
            ],
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('every', models.CharField(choices=[('day', 'Every working day'), ('week', 'Once a week')], max_length=4)),
                ('hour', models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(23)])),
                ('weekday', models.PositiveSmallIntegerField(default=4, validators=[django.core.validators.MaxValueValidator(6)])),
                ('seen_on', models.DateField(blank=True, null=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
                ('rep', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reminder', to='teams.rep')),
            ],
        ),
        migrations.CreateModel(
            name='WeeklyCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('connections', models.PositiveIntegerField(blank=True, null=True)),
                ('followers', models.PositiveIntegerField(blank=True, null=True)),
                ('checklist', models.JSONField(blank=True, null=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
                ('rep', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cards', to='teams.rep')),
            ],
            options={
                'ordering': ['rep_id', 'day'],
            },
        ),
        migrations.CreateModel(
            name='WeeklyTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(choices=[('posts', 'Posts, articles, videos'), ('new_followers', 'New followers'), ('searches', 'Searches'), ('profile_views', 'Profiles viewed'), ('leads_saved', 'Leads saved'), ('inbound_views', 'Profile viewers'), ('comments', 'Comments'), ('engagements_received', 'Engagements received'), ('reactions', 'Reactions'), ('shares', 'Shares'), ('conversations', 'Conversations'), ('inmails_sent', 'InMails sent'), ('inmail_replies', 'InMail replies'), ('group_posts', 'Group posts'), ('invitations_sent', 'Invitations sent'), ('invitations_accepted', 'Invitations accepted'), ('new_connections', 'New connections'), ('introductions', 'Introductions asked for'), ('account_contacts', 'Further contacts in an account'), ('mentions', 'Mentions of others'), ('meetings', 'Meetings booked'), ('opportunities', 'Opportunities')], max_length=40)),
                ('target', models.PositiveSmallIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)])),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
                ('rep', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='targets', to='teams.rep')),
            ],
            options={
                'ordering': ['rep_id', 'name'],
            },
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(fields=['organization', 'fingerprint'], name='import_again'),
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(condition=models.Q(('state__in', ['reading', 'applying', 'undoing'])), fields=['organization', 'id'], name='import_open'),
        ),
        migrations.AddConstraint(
            model_name='weeklycard',
            constraint=models.UniqueConstraint(fields=('rep', 'day'), name='one_card_a_day'),
        ),
        migrations.AddConstraint(
            model_name='weeklytarget',
            constraint=models.UniqueConstraint(fields=('rep', 'name'), name='one_target_an_input'),
        ),
    ]
