"""Addresses with secrets that a command was given: Prefect keeps the parameters of each flow run, and shows them.

So the parameters have the secrets hidden, and the flow, which runs in the process of the command, finds the addresses
here. They are in memory only.
"""

from __future__ import annotations

from schemas.private_parts import shown_address

_given: dict[str, str] = {}


def remember_address(address: str) -> str:
    """Keep an address for the flow of this process. Returns it as a parameter may show it."""
    shown = shown_address(address)
    if shown != address:
        _given[shown] = address
    return shown


def as_given(shown: str) -> str:
    """The address as the command was given it; the word itself, where nothing of it was hidden."""
    return _given.get(shown, shown)
