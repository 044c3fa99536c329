"""E-mail alerts: readers follow lists and are told what has become public in them. Above `site`, whose filters it asks."""
