"""Great Expectations over a frame: what the validate and audit steps share."""
