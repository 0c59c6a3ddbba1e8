"""A small web on this machine that is polled twice: what is asked for, how often, how fast, from the servers' own
log.
"""
