"""captures -> articles: bytes into clean records, in worker processes that may hang or die without harm.

`python -m tasks.clean` is the process that keeps the workers; the flow talks to it by tasks.workers.step_process.
"""

MODULE = "tasks.clean"
