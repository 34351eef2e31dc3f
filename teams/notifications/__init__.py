"""Mail, reminders, alert and digest settings, chat webhooks, unsubscribing."""
