"""WHAT the data is: settings, sources, records, outcomes, errors, checks, tables and views.

Imports nothing of flows/ or tasks/.
"""
