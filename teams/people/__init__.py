"""Users, reps, teams, roles, invitations, working days, organisation settings."""
