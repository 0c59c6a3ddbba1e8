"""Weeks of invented outlets, judged day by day by the audit itself: what it finds, and what it cries over."""
