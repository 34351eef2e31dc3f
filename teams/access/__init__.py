"""Who may see what: the viewer, object getters, denials, tenancy."""
