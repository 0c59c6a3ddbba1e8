"""What it costs to fetch pages and keep them, beside bare HTTP clients."""
