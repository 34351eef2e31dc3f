"""manage.py check_tenancy: checks that no row refers to another organisation's row."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from teams.access.tenancy import check_foreign_keys


class Command(BaseCommand):
    help = (
        "Follows every reference between rows of organisations and counts those that lead from one "
        "into another: there must be none. Ends with 1 if there are. Changes nothing."
    )

    def handle(self, **options: Any) -> None:
        references = across = 0
        for check in check_foreign_keys():
            references, across = references + check.references, across + check.across
            self.stdout.write(f"{check.name}: {check.references}, {check.across} across")
        self.stdout.write(f"tenancy: {references} references, {across} across organisations")
        if across:
            sys.exit(1)
