"""`broadsheet up`: everything that a schedule needs on one machine, under one supervisor.

plan.py says what runs, child.py starts and ends it, supervisor.py keeps it alive, stopping.py ends it in order.
"""
