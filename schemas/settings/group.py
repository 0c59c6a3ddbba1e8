"""What a group of settings is, and the allowed form of one in words."""

from __future__ import annotations

import types
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, SecretStr
from pydantic.fields import FieldInfo

Secret = SecretStr
"""The type of a setting that nobody may see: never printed, never handed to a companion, never stored."""

_WORDS: dict[Any, str] = {int: "whole number", float: "number", str: "text", Path: "path", bool: "true or false"}


class Group(BaseModel):
    """Values are checked once, when settings are made; after that nothing changes them."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_default=True, allow_inf_nan=False, hide_input_in_errors=True
    )


def form_of(field: FieldInfo) -> str:
    """The allowed form of a setting in words: `whole number from 1 to 10,000`."""
    kind = kind_of(field)
    if get_origin(kind) is Literal:
        return " or ".join(str(choice) for choice in get_args(kind))
    if get_origin(kind) is tuple:
        return f"list of {_WORDS[get_args(kind)[0]]}s"
    if kind is Secret:
        return "text, kept secret"
    return " ".join([_WORDS[kind], *_limits(field)])


def kind_of(field: FieldInfo) -> Any:
    """The type of a setting, without None where it may be left unset."""
    kind = field.annotation
    if get_origin(kind) in {Union, types.UnionType}:
        return next(part for part in get_args(kind) if part is not type(None))
    return kind


def _limits(field: FieldInfo) -> list[str]:
    bounds = {name: getattr(limit, name) for limit in field.metadata for name in ("ge", "gt", "le", "lt")
              if getattr(limit, name, None) is not None}  # fmt: skip
    words = {"ge": "from" if "le" in bounds else "of at least", "gt": "above", "le": "to", "lt": "below"}
    if "le" in bounds and "ge" not in bounds:
        words["le"] = "up to"
    return [f"{words[name]} {bound:,}" for name, bound in bounds.items()]
