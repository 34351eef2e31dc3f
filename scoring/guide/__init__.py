"""Forecast, next actions, plan to a goal, what-if and playbook."""
