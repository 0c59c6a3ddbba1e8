"""Send what is due to the addresses of the setting `notify`, by Apprise, and keep what could not be delivered.

An address that cannot be reached is tried again after 10 s, 20 s, 40 s … up to ten minutes, for as long as there is
something to send. A message that arrived and could not be noted is sent once more.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from schemas.errors import UsageError
from schemas.private_parts import without_secrets
from schemas.settings import Settings
from tasks.logs import log
from tasks.notify.incidents import Incident, Message, message_for, with_sent
from tasks.notify.ledger import AddressState, Ledger, change_ledger, read_ledger, without_done

_FIRST_PAUSE = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(minutes=10)
_UNKNOWN = "Apprise knows no service of this form (its documentation lists them by service)"
_CALLS_OR_LINKS = re.compile(r"(?<=@)(?=(?:everyone|here|channel|all)\b)|(?<=<)(?=[!@#a-z])", re.IGNORECASE)
"""Where chats take foreign words for a call to everybody (`@everyone`, `<!channel>`) or a link (`<https://…|words>`)."""
_SECRET_PIECE = re.compile(r"[^/:@?&=,+;#\s]{4,}")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of one try to send something to one address. `name` is for people: `1 (slack)`."""

    name: str
    subject: str
    why: str = ""
    """Why it failed; empty where it arrived."""


def deliver(settings: Settings, now: datetime) -> list[Delivery]:
    """Send everything that is due, and note what arrived. Raises OSError, LockHeld.

    One process at a time does this. What is noted meanwhile is sent by the next call.
    """
    given = {_key_of(address): (name, address) for name, address in _named(settings.notify_addresses)}
    ledger = read_ledger(settings)
    if set(ledger.addresses) != set(given):
        change_ledger(lambda ledger: _take_addresses(ledger, given, now), settings)
        ledger = read_ledger(settings)
    done: list[Delivery] = []
    for to, (name, address) in given.items():
        done += _deliver_to(to, name, address, ledger, settings, now)
    change_ledger(lambda ledger: _forget(ledger, now), settings)
    return done


def send_test(settings: Settings) -> list[Delivery]:
    """Send a test message to every address, at once and once."""
    message = Message(
        subject="Broadsheet: a test",
        body="This address gets messages about failures.",
        failures=0,
        is_end=False,
        id=uuid4().hex[:16],
        kind="info",
    )
    return [
        Delivery(name, message.subject, send(address, message, settings))
        for name, address in _named(settings.notify_addresses)
    ]


def require_usable_addresses(settings: Settings) -> None:
    """Raises UsageError for an address that Apprise does not understand, without showing it."""
    for name, address in _named(settings.notify_addresses):
        if _service(address) is None:
            raise UsageError(
                f"setting notify, address {name}: {_UNKNOWN}", "Correct it; `broadsheet notify --test` tries them all."
            )


def send(address: str, message: Message, settings: Settings) -> str:
    """Send a message; return why that failed, without the secrets of the address, or nothing."""
    from apprise import Apprise, NotifyFormat, NotifyType  # noqa: PLC0415 - it takes half a second

    service = _service(address)
    if service is None:
        return _UNKNOWN
    if hasattr(service, "payload_extras"):  # the services that send JSON to an address of one's own
        service.payload_extras.setdefault("id", message.id)
    link = f"\n{settings.page_url}" if settings.page_url else ""
    one = Apprise()
    one.add(service)
    title, body = (_CALLS_OR_LINKS.sub(" ", words) for words in (message.subject, message.body))
    with _apprise_words() as said:
        try:
            kind = getattr(NotifyType, message.kind.upper())
            # As plain text: services that take HTML, such as mail, would show foreign words as markup.
            arrived = bool(one.notify(title=title, body=body + link, notify_type=kind, body_format=NotifyFormat.TEXT))
        except Exception as error:  # a plugin for one of a hundred services
            arrived = False
            said.append(f"{type(error).__name__}: {error}")
    if arrived:
        return ""
    return _without_pieces(" ".join(said), address) or "it was not accepted"


def _deliver_to(
    to: str, name: str, address: str, ledger: Ledger, settings: Settings, now: datetime
) -> Iterator[Delivery]:
    """Send to one address until something fails."""
    state = ledger.addresses[to]
    if state.next_at and now < state.next_at:
        return
    for key, message in _due(ledger.incidents.values(), to, state.since, now):
        why = send(address, message, settings)
        change_ledger(lambda ledger: _note(ledger, to, key, message, why, now), settings)  # noqa: B023 - called at once
        yield Delivery(name, message.subject, why)
        if why:
            log("notify").warning("a message was not delivered", extra={"address": name, "why": why})
            return
        log("notify").info("a message was delivered", extra={"address": name, "subject": message.subject})


def _due(incidents: Iterable[Incident], to: str, since: datetime, now: datetime) -> Iterator[tuple[str, Message]]:
    for incident in sorted(incidents, key=lambda one: one.first_at):
        if message := message_for(incident, to, since, now):
            yield incident.key, message


def _note(ledger: Ledger, to: str, key: str, message: Message, why: str, now: datetime) -> None:
    if (state := ledger.addresses.get(to)) is None:
        return
    if why:
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(state.tries, 10))
        ledger.addresses[to] = replace(state, tries=state.tries + 1, next_at=now + pause, why=why)
        return
    ledger.addresses[to] = AddressState(since=state.since)
    if key in ledger.incidents:
        ledger.incidents[key] = with_sent(ledger.incidents[key], to, message, now)


def _take_addresses(ledger: Ledger, given: Iterable[str], now: datetime) -> None:
    """Keep the state of addresses that stay; forget those that are gone."""
    ledger.addresses = {to: ledger.addresses.get(to) or AddressState(since=now) for to in given}


def _forget(ledger: Ledger, now: datetime) -> None:
    ledger.incidents = without_done(ledger.incidents, ledger.addresses, now)


def _named(addresses: list[str]) -> Iterator[tuple[str, str]]:
    """Each address with its number and kind, which are no secrets."""
    for number, address in enumerate(addresses, 1):
        yield f"{number} ({address.partition('://')[0].lower()})", address


def _key_of(address: str) -> str:
    return hashlib.sha256(f"notify {address}".encode()).hexdigest()[:12]


def _service(address: str) -> Any:
    """The service of the address, as Apprise knows it; None where it knows none.

    A plain web address that belongs to no service gets the message as JSON.
    """
    from apprise import Apprise  # noqa: PLC0415 - it takes half a second, and most processes only note

    with _apprise_words():
        if (service := Apprise.instantiate(address)) is None and re.match(r"https?://", address, re.IGNORECASE):
            service = Apprise.instantiate(re.sub(r"^http(s?)://", r"json\1://", address, flags=re.IGNORECASE))
    return service


@contextmanager
def _apprise_words() -> Iterator[list[str]]:
    """The warnings and errors that Apprise logs meanwhile. They go nowhere else: they may name an address."""
    said: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger = logging.getLogger("apprise")
    before = (logger.handlers, logger.propagate, logger.level)
    logger.handlers, logger.propagate = [Kept(logging.WARNING)], False
    logger.setLevel(logging.WARNING)
    try:
        yield said
    finally:
        logger.handlers, logger.propagate = before[:2]
        logger.setLevel(before[2])


def _without_pieces(words: str, address: str) -> str:
    """The words without any piece of the address but its kind, as it stands there and decoded."""
    kind, _, rest = address.partition("://")
    pieces = {*_SECRET_PIECE.findall(rest), *_SECRET_PIECE.findall(unquote(rest))} - {kind}
    for piece in sorted(pieces, key=len, reverse=True):
        words = words.replace(piece, "***")
    return " ".join(without_secrets(words).split())[:300]
