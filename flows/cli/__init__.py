"""The `broadsheet` command: a file a group of commands. Every command imports what it needs when it is called."""
