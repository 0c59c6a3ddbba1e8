"""THIRD_PARTY.md lists what the lock has."""

from __future__ import annotations

import re


def test_every_package_of_the_lock_is_listed_with_its_version(project):
    lock = (project / "requirements.lock").read_text(encoding="utf-8")
    page = (project / "THIRD_PARTY.md").read_text(encoding="utf-8")
    pinned = sorted(set(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock, re.MULTILINE)))
    listed = re.findall(r"^\| (\S+) \| (\S+) \| .*\|$", page.partition("## All")[2], re.MULTILINE)
    assert [row for row in listed if row[0] not in {"package", "---"}] == pinned


def test_no_package_is_without_a_licence_and_none_with_copyleft_without_its_reason(project):
    page = (project / "THIRD_PARTY.md").read_text(encoding="utf-8")
    every = re.findall(r"^\| (\S+) \| \S+ \| (.*?) \|", page.partition("## All")[2], re.MULTILINE)
    assert [name for name, licence in every if licence.strip() in {"", "see its own files"}] == []
    copyleft = re.compile(r"GPL|GNU|MPL|Mozilla|EUPL|CDDL|EPL")
    reasons = dict(re.findall(r"^\| (\S+) \| \S+ \| .*? \| (.+) \|$", page.partition("## All")[0], re.MULTILINE))
    assert sorted(name for name, licence in every if copyleft.search(licence)) == sorted(
        reasons.keys() - {"package", "---"}
    )
