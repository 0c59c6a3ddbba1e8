"""Worker processes for foreign pages, with limits of time and memory."""
