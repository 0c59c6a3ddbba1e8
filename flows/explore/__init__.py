"""`broadsheet explore`: a notebook over the snapshot."""
