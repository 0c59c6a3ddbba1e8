"""articles -> verdicts: features in SQL, Great Expectations over the narrow frame of them, a verdict an article.

`python -m tasks.validate` is the process that judges: importing Great Expectations takes seconds of CPU, which pass
there while the flow starts and fetches.
"""

MODULE = "tasks.validate"
