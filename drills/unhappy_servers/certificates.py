"""A throw-away authority, and certificates of it that are right, for another name, and expired; one that nobody
signed.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from drills.unhappy_servers.places import OPEN_HOSTS

NAMES = ("right", "wrong name", "expired", "self-signed")
AUTHORITY = "authority"
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
_OURS = ",".join(f"IP:{host}" for host in OPEN_HOSTS)


def make(folder: Path) -> None:
    """Write NAME.pem, certificate and key, for each name, and the authority's certificate."""
    _self_signed(folder, AUTHORITY, "IP:192.0.2.1")
    _self_signed(folder, "self-signed", _OURS)
    _signed(folder, "right", _OURS)
    _signed(folder, "wrong name", "DNS:other.example")
    _signed(folder, "expired", _OURS, days=-1)


def _self_signed(folder: Path, name: str, hosts: str) -> None:
    key, certificate = folder / f"{name}.key", folder / f"{name}.crt"
    _openssl("req", "-x509", *_KEY, "-days", "2", "-subj", f"/CN={name}", "-addext", f"subjectAltName={hosts}",
             "-keyout", key, "-out", certificate)  # fmt: skip
    (folder / f"{name}.pem").write_bytes(key.read_bytes() + certificate.read_bytes())


def _signed(folder: Path, name: str, hosts: str, days: int = 2) -> None:
    key, request, certificate = (folder / f"{name}.{ending}" for ending in ("key", "csr", "crt"))
    _openssl("req", "-new", *_KEY, "-subj", f"/CN={name}", "-addext", f"subjectAltName={hosts}",
             "-keyout", key, "-out", request)  # fmt: skip
    _openssl("x509", "-req", "-in", request, "-CA", folder / f"{AUTHORITY}.crt", "-CAkey", folder / f"{AUTHORITY}.key",
             "-days", str(days), "-copy_extensions", "copy", "-out", certificate)  # fmt: skip
    (folder / f"{name}.pem").write_bytes(key.read_bytes() + certificate.read_bytes())


def _openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)
