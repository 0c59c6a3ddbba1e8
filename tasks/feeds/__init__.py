"""Feeds as documents: their items, and what they say of each. Light to import, as a process of its own reads them."""
