"""Settings of what is asked of other people's servers."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from schemas.settings.groups import Group, Secret

DEFAULT_AGENT = "Broadsheet/0.1 (news ingestion)"


class Fetching(Group):
    """Fetching"""

    fetch_seconds: float = Field(60, gt=0, description="Seconds a whole fetch may take, redirects included.")
    fetch_connect_seconds: float = Field(10, gt=0, description="Seconds to wait for a connection.")
    fetch_concurrency: int = Field(32, ge=1, le=1000, description="Requests in flight over all hosts.")
    max_redirects: int = Field(10, ge=0, le=50, description="Redirects followed for one address.")
    max_file_mb: float = Field(10, gt=0, description="Largest file or response body, in megabytes as received.")
    allow_cidrs: tuple[str, ...] = Field((), description="Private networks that may be fetched from.")
    allow_ports: tuple[int, ...] = Field((80, 443), description="Ports that may be connected to.")
    proxy: Secret = Field(
        Secret(""),
        description="HTTP proxy that pages are requested through, such as http://proxy.example:3128, with"
        " user:password@ before the host where it needs them.",
    )
    allow_folders: tuple[str, ...] = Field(
        (),
        description="Folders that files of a manifest, and links in a folder, may lead to beside their own. /proc, /sys"
        " and /dev are never read.",
    )
    most_tries: int = Field(
        6,
        ge=1,
        le=20,
        description="Failures in a row, for reasons that may pass, after which an address is left alone.",
    )
    look_again_hours: float = Field(
        1,
        ge=0,
        le=8760,
        description="Hours after which a loaded article is first looked at again for corrections; then"
        " each time it stood unchanged, three times as long.",
    )
    look_again_days: float = Field(
        30, ge=0, description="Days without a change after which it is looked at no more. 0: never looked at again."
    )

    @field_validator("allow_cidrs")
    @classmethod
    def _cidrs_parse(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for cidr in value:
            ipaddress.ip_network(cidr)
        return value

    @field_validator("proxy")
    @classmethod
    def _is_http_proxy(cls, value: Secret) -> Secret:
        parts = urlsplit(value.get_secret_value())
        if value.get_secret_value() and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("an address that begins with http:// or https://; other kinds of proxies are not known")
        return value


class Manners(Group):
    """Manners on the web"""

    contact: str = Field(
        "", description="An e-mail address or a page about you, sent to every site. Needed to fetch from the web."
    )
    user_agent: str = Field(
        DEFAULT_AGENT,
        min_length=1,
        description="User-Agent header; its first word, up to a slash, is looked for in robots.txt. By default the"
        " contact takes the place of what is in brackets.",
    )
    respect_robots: bool = Field(True, description="Fetch only what the host's robots.txt allows.")
    respect_opt_outs: bool = Field(
        False,
        description="Keep no page that says noai, noarchive, tdm-reservation: 1 or ai-train=no."
        " Either way it is recorded.",
    )
    fetch_per_host: int = Field(2, ge=1, le=16, description="Requests in flight to one host.")
    host_interval_seconds: float = Field(
        5.0,
        ge=0,
        le=3600,
        description="Least seconds between the starts of two requests to one host; slow hosts get more."
        " 0, for hosts of your own: only what the host asks for.",
    )
    host_patience_seconds: float = Field(
        600, ge=0, le=86_400, description="Seconds that a busy host (429, 503) may make a batch wait in all."
    )

    @field_validator("user_agent")
    @classmethod
    def _is_header(cls, value: str) -> str:
        if not value.isascii() or not value.isprintable() or not value.strip():
            raise ValueError("a header has printable ASCII characters only")
        return value

    @field_validator("contact")
    @classmethod
    def _leads_to_somebody(cls, value: str) -> str:
        if value and not ("@" in value or value.startswith(("http://", "https://"))):
            raise ValueError("an e-mail address or the URL of a page")
        if not value.isascii() or any(sign <= " " or sign in "()\x7f" for sign in value):
            # It stands in brackets in a header.
            raise ValueError("printable ASCII without spaces and brackets")
        return value

    @property
    def sent_agent(self) -> str:
        """The User-Agent header as it is sent."""
        if not self.contact or self.contact in self.user_agent:
            return self.user_agent
        product = self.user_agent.partition(" ")[0] if self.user_agent == DEFAULT_AGENT else self.user_agent
        return f"{product} (+{self.contact})"

    @property
    def product_token(self) -> str:
        """What robots.txt knows us by (RFC 9309, section 2.2.1)."""
        return self.user_agent.split()[0].partition("/")[0]

    @property
    def names_contact(self) -> bool:
        """Whether the User-Agent says whom to ask."""
        return bool(self.contact) or "@" in self.user_agent or "http" in self.user_agent
