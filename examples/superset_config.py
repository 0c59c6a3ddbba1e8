"""The least that Superset 6.1 needs to start on one machine (docs/dashboards.md)."""

from pathlib import Path

SECRET_KEY = "put a long random word of your own here"  # noqa: S105 - yours to change
SQLALCHEMY_DATABASE_URI = f"sqlite:///{Path(__file__).resolve().parent / 'superset.db'}"
