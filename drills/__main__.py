"""The short form of every small drill, one after the other. CI runs this beside the tests.

    python -m drills [NAME …] [--list]

Prints a line a drill, and the whole output of a drill that failed. Exits with 1 where one failed. The long forms are
the commands themselves (`python -m drills.kills`). Two drills have no short form: `drills.chaos` needs the right to
mount and about an hour, `drills.automations` starts `broadsheet up` and takes five minutes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

SHORT = {
    "hostile_pages": (),
    "fuzz_clean": ("--pages", "400"),
    "mutations": ("--articles", "200"),
    "readers": (),
    "kills": ("--kills", "2", "--pages", "60"),
    "warehouse_kills": ("--kills", "12"),
    "readers_and_publishing": ("--readers", "4", "--runs", "5", "--candidates", "50"),
    "unhappy_servers": (),
}
"""Each drill with the arguments that make it short: together less than five minutes on two cores."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(SHORT)} (default: all)")
    parser.add_argument("--list", action="store_true", help="print the commands, run none")
    given = parser.parse_args()
    if unknown := set(given.names) - set(SHORT):
        parser.error(f"no such drill: {', '.join(sorted(unknown))}")
    failed = 0
    for name in given.names or SHORT:
        command = ["-m", f"drills.{name}", *SHORT[name]]
        if given.list:
            print("python", *command, flush=True)
            continue
        begun = time.monotonic()
        done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
        ended = f"FAILED with exit code {done.returncode}" if done.returncode else "ok"
        print(f"{name:24} {ended:28} {time.monotonic() - begun:4.0f} s", flush=True)
        if done.returncode:
            failed += 1
            print(done.stdout + done.stderr, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
