"""Drills: faults made on purpose, and whether the pipeline ends as it should. Each is a command and exits with 1 where
it does not.

`python -m drills` runs the short ones (`__main__.py`). Speed and memory are measured in `benchmarks/`.
"""
