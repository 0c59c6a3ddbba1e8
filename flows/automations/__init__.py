"""Automations of the Prefect server, one a file: what sets each off, what it does, whom it tells."""
