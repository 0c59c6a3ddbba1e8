"""The text of a page: its tree, its paragraphs, what is none of its text, and which kind of page it is."""
