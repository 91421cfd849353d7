"""Who may do what: the one table of roles, routes, socket events and owners, and how much of it at a time."""
