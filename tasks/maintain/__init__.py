"""warehouse, archive -> the same, in order: what age makes superfluous goes. Run seldom, beside everything else."""
