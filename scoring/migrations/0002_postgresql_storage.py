"""How PostgreSQL stores what is rewritten every day; SQLite has nothing of the kind.

Where a shard stands is a cache that a crash may empty: unlogged, it is written without the
write-ahead log. Its numbers don't compress, so nobody tries.
"""

from typing import Any

from django.db import migrations

TABLE = "scoring_shardstate"


def store(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} SET UNLOGGED")
        for column in ("reps", "days", "states"):
            schema_editor.execute(f"ALTER TABLE {TABLE} ALTER {column} SET STORAGE EXTERNAL")


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial")]
    operations = [migrations.RunPython(store, migrations.RunPython.noop)]
