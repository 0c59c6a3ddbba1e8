"""Messages about failures, from the data folder to real receivers on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from schemas.errors import UsageError
from schemas.settings import Settings
from tasks.files.locks import locked
from tasks.logs import set_up
from tasks.notify import deliver, note_end, note_failure, read_ledger, require_usable_addresses, send_test
from tasks.notify.incidents import Failure
from tests.tasks.notify.receivers import Receiver, http_receiver, mail_receiver

BEGIN = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with http_receiver() as receiver:
        yield receiver


@pytest.fixture
def sending(receiver: Receiver, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "data", notify=[f"json://desk:sesame@127.0.0.1:{receiver.port}/hook"])


def fails(settings: Settings, number: int, at: datetime = BEGIN, what: str = "the disk is full", flow: str = "ingest"):
    failure = Failure(
        key=f"run/{flow}", id=f"{flow}-{number}", title=f"{flow} failed", what=what, cure="Free some.", at=at
    )
    note_failure(failure, settings, flow=flow, state="Failed")


def test_a_failure_arrives_with_its_words_its_cure_and_a_link(receiver: Receiver, sending: Settings):
    fails(sending, 1)
    linked = sending.model_copy(update={"page_url": "https://desk.example/quality/"})
    assert [(done.name, done.why) for done in deliver(linked, BEGIN)] == [("1 (json)", "")]
    [message] = receiver.messages
    assert (message["title"], message["type"]) == ("Broadsheet: ingest failed", "failure")
    assert message["message"].splitlines() == [
        "the disk is full",
        "Free some.",
        "At 2026-04-02 09:00 UTC.",
        "https://desk.example/quality/",
    ]
    assert deliver(sending, BEGIN) == []


def test_a_storm_is_one_message_an_hour_with_counts_and_one_when_it_is_over(receiver: Receiver, sending: Settings):
    for number in range(130):
        at = BEGIN + number * MINUTE
        fails(sending, number, at)
        deliver(sending, at)
    ended_at = BEGIN + 130 * MINUTE
    note_end(["run/ingest"], ended_at, "A run of ingest ended well", sending)
    deliver(sending, ended_at)
    assert receiver.titles == [
        "Broadsheet: ingest failed",
        "Broadsheet: ingest failed 61 times",
        "Broadsheet: ingest failed 121 times",
        "Broadsheet: over: ingest failed",
    ]
    assert (
        "60 more times since the last message; 121 times since 2026-04-02 09:00 UTC." in receiver.messages[2]["message"]
    )
    assert receiver.messages[3]["message"].splitlines() == [
        "A run of ingest ended well, at 2026-04-02 11:10 UTC.",
        "It happened 130 times, at 2026-04-02 09:00 UTC to 2026-04-02 11:09 UTC: the disk is full",
    ]
    assert deliver(sending, ended_at + timedelta(days=2)) == []
    assert read_ledger(sending).incidents == {}


def test_what_fails_and_recovers_every_five_minutes_is_at_most_two_messages_an_hour(
    receiver: Receiver, sending: Settings
):
    for number in range(72):  # six hours
        at = BEGIN + 5 * number * MINUTE
        if number % 2:
            note_end(["run/ingest"], at, "A run of ingest ended well", sending)
        else:
            fails(sending, number, at)
        deliver(sending, at)
    assert len(receiver.messages) <= 12
    note_end(["run/ingest"], at, "A run of ingest ended well", sending)
    deliver(sending, at + 2 * timedelta(hours=1))
    assert receiver.titles[-1] == "Broadsheet: over: ingest failed"
    assert "It happened 36 times" in receiver.messages[-1]["message"]


def test_another_error_of_the_same_flow_does_not_wait_but_the_same_with_another_number_does(
    receiver: Receiver, sending: Settings
):
    fails(sending, 1, what="batch 7 of run 20260402T090000-5db4fa: the disk is full")
    fails(sending, 2, what="batch 8 of run 20260402T090500-77aa01: the disk is full")
    fails(sending, 3, what="there is no setting batch_sise")
    deliver(sending, BEGIN)
    assert sorted(receiver.titles) == ["Broadsheet: ingest failed", "Broadsheet: ingest failed 2 times"]


def test_errors_that_are_all_different_are_folded_too(receiver: Receiver, sending: Settings):
    words = ["apple", "boat", "crane", "dove", "elm", "fern", "goat", "hill", "ivy", "jade", "kite", "lake", "moss"]
    for number, word in enumerate(words):
        fails(sending, number, what=f"{word} failed")
    deliver(sending, BEGIN)
    assert len(receiver.messages) == 9
    assert receiver.titles.count("Broadsheet: ingest failed 5 times") == 1


def test_a_receiver_that_is_down_is_tried_again_with_growing_pauses_and_gets_all_of_it_in_one_message(
    receiver: Receiver, sending: Settings
):
    receiver.refuses = True
    at, tries = BEGIN, []
    while at < BEGIN + timedelta(hours=3):
        if (at - BEGIN) % (5 * MINUTE) == timedelta():
            fails(sending, int((at - BEGIN) / MINUTE), at)
        if deliver(sending, at):
            tries.append(at)
        at += timedelta(seconds=10)
    pauses = [(later - earlier).seconds for earlier, later in pairwise(tries)]
    assert pauses[:7] == [10, 20, 40, 80, 160, 320, 600]
    assert set(pauses[7:]) == {600}
    receiver.refuses = False
    deliver(sending, at + 10 * MINUTE)
    assert receiver.titles == ["Broadsheet: ingest failed 36 times"]


def test_a_message_that_is_sent_again_has_the_same_id_and_each_other_one_its_own(receiver: Receiver, sending: Settings):
    receiver.refuses = True
    fails(sending, 1)
    deliver(sending, BEGIN)
    receiver.refuses = False
    deliver(sending, BEGIN + MINUTE)
    [taken] = receiver.refused
    [again] = receiver.messages
    assert taken["id"] == again["id"] != ""
    note_end(["run/ingest"], BEGIN + 2 * MINUTE, "", sending)
    deliver(sending, BEGIN + 2 * MINUTE)
    fails(sending, 1, flow="audit")
    deliver(sending, BEGIN + 3 * MINUTE)
    assert len({message["id"] for message in receiver.messages}) == len(receiver.messages) == 3


def test_what_was_not_sent_before_the_end_of_a_process_is_sent_by_the_next_also_that_it_is_over(
    receiver: Receiver, sending: Settings
):
    receiver.refuses = True
    for number in range(3):
        fails(sending, number)
    deliver(sending, BEGIN)
    note_end(["run/ingest"], BEGIN + MINUTE, "A run of ingest ended well", sending)
    receiver.refuses = False
    again = Settings(home=sending.home, notify=sending.notify)
    deliver(again, BEGIN + 10 * MINUTE)
    assert receiver.titles == ["Broadsheet: over: ingest failed"]
    assert "It happened 3 times" in receiver.messages[0]["message"]


def test_a_new_address_hears_of_what_goes_on_and_not_of_what_is_over(receiver: Receiver, sending: Settings):
    fails(sending, 1)
    note_end(["run/ingest"], BEGIN + MINUTE, "", sending)
    fails(sending, 1, flow="audit")
    deliver(sending, BEGIN + 2 * MINUTE)
    assert receiver.titles == ["Broadsheet: audit failed"]


def test_one_address_that_is_down_does_not_keep_the_other_from_its_messages(receiver: Receiver, sending: Settings):
    both = sending.model_copy(update={"notify": Settings(notify=["json://127.0.0.1:9/gone"]).notify + sending.notify})
    fails(both, 1)
    assert [(done.name, bool(done.why)) for done in deliver(both, BEGIN)] == [("1 (json)", True), ("2 (json)", False)]
    assert receiver.titles == ["Broadsheet: ingest failed"]


def test_mail_arrives(tmp_path: Path):
    with mail_receiver() as mails:
        address = (
            f"mailto://ana:sesame@127.0.0.1:{mails.port}?from=desk@paper.example&to=ana@paper.example&mode=insecure"
        )
        settings = Settings(home=tmp_path / "data", notify=[address])
        fails(settings, 1)
        assert [done.why for done in deliver(settings, BEGIN)] == [""]
    [mail] = mails.messages
    assert (mail["title"], mail["to"]) == ("Broadsheet: ingest failed", "ana@paper.example")
    assert "the disk is full" in mail["message"]


def test_foreign_words_are_text_in_a_mail_and_call_nobody_in_a_chat(receiver: Receiver, tmp_path: Path):
    hostile = '<a href="https://evil.example">log in</a> @everyone <!channel> <https://evil.example|here>'
    with mail_receiver() as mails:
        mail = f"mailto://ana:sesame@127.0.0.1:{mails.port}?from=desk@paper.example&to=ana@paper.example&mode=insecure"
        settings = Settings(home=tmp_path / "data", notify=[mail, f"json://127.0.0.1:{receiver.port}/"])
        fails(settings, 1, what=hostile)
        assert [one.why for one in deliver(settings, BEGIN)] == ["", ""]
    [mail_got], [chat_got] = mails.messages, receiver.messages
    assert "<a href" not in mail_got["html"]
    assert "log in" in mail_got["html"].replace("&nbsp;", " ")
    assert not any(call in chat_got["message"] for call in ("@everyone", "<!channel>", "<https:", "<a "))
    assert "@ everyone" in chat_got["message"]


def test_a_web_address_of_no_service_gets_json(receiver: Receiver, tmp_path: Path):
    settings = Settings(home=tmp_path / "data", notify=[f"http://127.0.0.1:{receiver.port}/hook"])
    assert [(done.name, done.why) for done in send_test(settings)] == [("1 (http)", "")]
    assert receiver.titles == ["Broadsheet: a test"]


def test_no_piece_of_an_address_is_in_a_file_a_log_or_an_answer(receiver: Receiver, tmp_path: Path, capfd):
    secrets = ["sesame0pen", "T0kenA123", "hunter2hunter2"]
    addresses = [
        f"json://ana:{secrets[0]}@127.0.0.1:{receiver.port}/{secrets[1]}",
        f"mailto://ana:{secrets[2]}@127.0.0.1:9?to=a@b.example&mode=insecure",
    ]
    settings = Settings(home=tmp_path / "data", notify=addresses, log_to_stderr=True)
    set_up(settings)
    receiver.refuses = True
    fails(settings, 1)
    done = [*deliver(settings, BEGIN), *send_test(settings)]
    assert all(one.why for one in done)
    shown = [repr(done), repr(settings), json.dumps(settings.for_workers()), *capfd.readouterr()]
    shown += [file.read_text() for file in settings.home.rglob("*") if file.is_file()]
    assert len(shown) > 6
    assert [secret for secret in secrets if any(secret in text for text in shown)] == []


def test_an_address_of_no_service_is_refused_by_its_number(tmp_path: Path):
    settings = Settings(home=tmp_path, notify=["json://127.0.0.1/", "slak://T0kenA123/B"])
    with pytest.raises(UsageError, match=r"setting notify, address 2 \(slak\): Apprise knows no service") as refused:
        require_usable_addresses(settings)
    assert "T0ken" not in str(refused.value)


def test_failures_that_many_processes_note_at_one_time_are_all_counted(receiver: Receiver, sending: Settings):
    threads = [threading.Thread(target=fails, args=(sending, number)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    fails(sending, 7)  # seen by a second one of us
    deliver(sending, BEGIN)
    assert receiver.titles == ["Broadsheet: ingest failed 50 times"]
    assert read_ledger(sending).failed == {"ingest": {"Failed": 50}}


def test_a_message_is_not_lost_while_another_process_notes_something(receiver: Receiver, sending: Settings):
    fails(sending, 1)
    with locked(sending.private / "incidents.lock", 0):
        waiting = threading.Thread(target=deliver, args=(sending, BEGIN))
        waiting.start()
    waiting.join()
    assert receiver.titles == ["Broadsheet: ingest failed"]
