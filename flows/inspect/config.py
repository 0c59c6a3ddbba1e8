"""`broadsheet config`: every setting, its value, and where that came from; or an example of the settings file."""

from __future__ import annotations

import sys
import textwrap
from typing import Any

from flows.cli.output.console import err
from flows.cli.output.formats import write_json
from flows.cli.output.table import write_table
from schemas.settings import GROUPS, Settings
from schemas.settings.groups import form_of, is_secret
from schemas.settings.loading import FILE_NAME, Loaded, default_of, load_values, toml

_HEAD = f"""Settings of Broadsheet. It is read from {FILE_NAME} in the working folder, or from the file that \
BROADSHEET_CONFIG
names; environment variables (BROADSHEET_<NAME>) and flags win over it. Relative paths count from the folder of this
file. What is commented out here is the default."""

_HIDDEN = "set, not shown"


def show_config(*, as_json: bool) -> None:
    """Print the settings. Raises UsageError for a wrong value, as every command does."""
    loaded = load_values(Settings, {})
    rows = config_rows(loaded)
    if as_json:
        write_json({"file": loaded.file, "settings": rows, "unknown_variables": loaded.unknown_variables})
        return
    write_table([
        {"setting": row["setting"], "value": _written(row["value"]), "from": row["from"], "place": row["place"]}
        for row in rows
    ])  # fmt: skip
    err().print(f"settings file: {loaded.file or f'none ({FILE_NAME} in this folder, or BROADSHEET_CONFIG)'}")
    if loaded.unknown_variables:
        err().print(f"not settings of Broadsheet, and ignored: {', '.join(loaded.unknown_variables)}", style="yellow")


def _written(value: Any) -> str:
    """The value as it is written in the settings file."""
    if value is None:
        return ""
    return _HIDDEN if value == _HIDDEN else toml(value)


def config_rows(loaded: Loaded[Settings]) -> list[dict[str, Any]]:
    """A row for each setting, in the order of the groups. Of a secret only whether it is set."""
    rows = []
    for group in GROUPS:
        for name, field in group.model_fields.items():
            value, found = getattr(loaded.settings, name), loaded.origins.get(name)
            rows.append({
                "setting": name,
                "value": (_HIDDEN if value else None) if is_secret(field) else value,
                "from": found.by if found else "default",
                "place": found.place if found else "",
                "allowed": form_of(field),
                "meaning": field.description,
            })  # fmt: skip
    return rows


def show_example() -> None:
    sys.stdout.write(example())


def example() -> str:
    """A settings file with every setting commented out, so that it changes nothing."""
    parts = [_comment(_HEAD)]
    for group in GROUPS:
        parts.append(f"\n\n# --- {group.__doc__} ---\n")
        for name, field in group.model_fields.items():
            parts.append(f"\n{_comment(f'{field.description} ({form_of(field)})')}\n")
            written = toml("") if field.default is None or is_secret(field) else default_of(field)
            parts.append(f"#{name} = {written}\n")
    return "".join(parts)


def _comment(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), 118, initial_indent="# ", subsequent_indent="# ")
