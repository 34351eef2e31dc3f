"""When an organisation had taken its first steps."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("teams", "0004_invitation_sent"),
    ]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="begun_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
