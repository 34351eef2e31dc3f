"""Who stands before a route; the target is always North: its board, and its rep's pages and facts.

The read-only and the expired token are an admin's: what they may not, they may not for being
tokens. A page looks at no token at all.
"""

ANONYMOUS, DEACTIVATED = "anonymous", "deactivated"
REP, OTHER_REP = "rep", "other rep"  # the others of each pair belong to South
MANAGER, OTHER_MANAGER = "manager", "other manager"
COACH, OTHER_COACH = "coach", "other coach"
VIEWER = "viewer"  # of North's board
ADMIN, OTHER_ADMIN = "admin", "other admin"  # the other one is of another organisation
READ_ONLY, EXPIRED = "read-only token", "expired token"

REPS = frozenset({REP, OTHER_REP})
MANAGERS = frozenset({MANAGER, OTHER_MANAGER})
COACHES = frozenset({COACH, OTHER_COACH})
ADMINS = frozenset({ADMIN, OTHER_ADMIN})
OVERSEERS = MANAGERS | COACHES | ADMINS
PEOPLE = REPS | MANAGERS | COACHES | ADMINS | {VIEWER}  # whoever is signed in and has a role
TOKENS = frozenset({READ_ONLY, EXPIRED})
OUTSIDE = frozenset({ANONYMOUS, DEACTIVATED})
EVERYBODY = PEOPLE | TOKENS | OUTSIDE

# What may be done with North, and with its rep.
READS_THE_BOARD = frozenset({REP, MANAGER, COACH, ADMIN, VIEWER})
LOOKS_AFTER = frozenset({MANAGER, COACH, ADMIN})
RUNS_THE_TEAM = frozenset({MANAGER, ADMIN})
OPENS_THE_REP = LOOKS_AFTER | {REP}
WRITES_FACTS = frozenset({REP, ADMIN})
TOOK_IN = frozenset({REP})  # a file of the rep's
