"""Figures as the panels of the page show them: rows that are counted, sorted and capped. Pure; templates only lay them
out.
"""
