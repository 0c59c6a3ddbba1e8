"""Seeing inside: what `broadsheet status`, `runs` and `doctor` find out and show."""
