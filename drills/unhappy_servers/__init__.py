"""Every unhappy server that we know of, played on this machine, and what became of each."""
