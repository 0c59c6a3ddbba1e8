"""One file a client, each a process of its own: `python -m benchmarks.fetch.clients.NAME`, a line of figures on
stdout.
"""
