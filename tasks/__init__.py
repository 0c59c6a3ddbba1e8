"""WHAT each step does: plain functions that know nothing of Prefect. Read flows/ingest.py for their order."""
