"""The state of a run on disk: its folder, its claims, the files between steps, recovery after a crash."""
