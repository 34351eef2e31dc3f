"""Goals, plans, action choices and the playbook."""
