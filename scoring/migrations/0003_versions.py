"""Versions an organisation proposes, and from which day each counts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0002_postgresql_storage'),
        ('teams', '0008_plans'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ModelVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('identifier', models.CharField(max_length=20)),
                ('based_on', models.CharField(max_length=20)),
                ('why', models.CharField(max_length=300)),
                ('parameters', models.JSONField()),
                ('calibration', models.JSONField(blank=True, null=True)),
                ('made_on', models.DateField()),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
            ],
            options={
                'ordering': ['-made_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Adoption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('builtin', models.CharField(blank=True, max_length=20)),
                ('since', models.DateField()),
                ('recomputes', models.BooleanField(default=False)),
                ('on', models.DateField()),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='teams.organization')),
                ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='adoptions', to='scoring.modelversion')),
            ],
            options={
                'ordering': ['since', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='modelversion',
            constraint=models.UniqueConstraint(fields=('organization', 'identifier'), name='one_version_an_identifier'),
        ),
        migrations.AddConstraint(
            model_name='adoption',
            constraint=models.CheckConstraint(condition=models.Q(('version__isnull', True), ('builtin', ''), _connector='XOR'), name='an_adoption_names_one_version'),
        ),
        migrations.AddConstraint(
            model_name='adoption',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_on', None)), fields=('organization', 'since'), name='one_version_from_a_day_on'),
        ),
    ]
