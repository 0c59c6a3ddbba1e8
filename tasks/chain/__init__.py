"""The chain of steps that every batch goes through, in one place for flows, commands, benchmarks and tests.

`steps.py` has the steps, `processes.py` the two worker processes that cleaning and validating run in. They are two
files because a command starts the processes before it imports the steps: their imports then run at the same time.
"""
