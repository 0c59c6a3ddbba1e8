"""What can read a page, one module each with a function `read(markup: bytes, url: str) -> dict`; see
benchmarks.clean.process.

A module imports its library at the top, nothing of this project unless it is ours, and leaves out what its library does
not find: it runs under the Python of an environment of its own.
"""
