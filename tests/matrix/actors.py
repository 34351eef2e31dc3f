"""The actors of the access matrix, in relation to the target: team North, its board, its rep.

The read-only and the expired token belong to an admin, so their refusals are due to the tokens.
Pages ignore tokens altogether.
"""

ANONYMOUS, DEACTIVATED = "anonymous", "deactivated"
REP, OTHER_REP = "rep", "other rep"  # the `other` one of each pair belongs to South
MANAGER, OTHER_MANAGER = "manager", "other manager"
COACH, OTHER_COACH = "coach", "other coach"
VIEWER = "viewer"  # of North's board
ADMIN, OTHER_ADMIN = "admin", "other admin"  # the `other` one belongs to another organisation
READ_ONLY, EXPIRED = "read-only token", "expired token"

REPS = frozenset({REP, OTHER_REP})
MANAGERS = frozenset({MANAGER, OTHER_MANAGER})
COACHES = frozenset({COACH, OTHER_COACH})
ADMINS = frozenset({ADMIN, OTHER_ADMIN})
OVERSEERS = MANAGERS | COACHES | ADMINS
PEOPLE = REPS | MANAGERS | COACHES | ADMINS | {VIEWER}  # all who are signed in and have a role
TOKENS = frozenset({READ_ONLY, EXPIRED})
OUTSIDERS = frozenset({ANONYMOUS, DEACTIVATED})
EVERYBODY = PEOPLE | TOKENS | OUTSIDERS

# Permissions on North and its rep.
BOARD_READERS = frozenset({REP, MANAGER, COACH, ADMIN, VIEWER})
TEAM_OVERSEERS = frozenset({MANAGER, COACH, ADMIN})
TEAM_MANAGERS = frozenset({MANAGER, ADMIN})
REP_READERS = TEAM_OVERSEERS | {REP}
FACT_WRITERS = frozenset({REP, ADMIN})
IMPORT_OWNERS = frozenset({REP})  # on a file that the rep imported
