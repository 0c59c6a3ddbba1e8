"""The `broadsheet` command: a file for each group of commands. Heavy modules are imported when a command is called."""
