"""What commands print: tables, JSON and CSV on stdout; messages, progress and the funnel on stderr."""
