"""warehouse -> audit results: the figures of a day, judged against bounds that are fixed or learned from the past.

`days.py` judges; it imports Great Expectations, which takes seconds. `daily.py` records what was found, and imports it
late.
"""
