"""Kills at every statement, and mail servers that misbehave while senders are killed.

The rule is always the same: who is to be told is told each thing in one message; a message may come
twice only under one Message-ID (the window that SMTP cannot close); nothing stays behind.  A
message that the server took whole without an answer, four times, is given up, and that is said.
"""

from __future__ import annotations

import random
import re
import shutil
import signal
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from monitor.alerts import request_spool
from tests.alerts.killed_run import run_killed_at_statement
from tests.alerts.smtp import Postbox, text
from tests.alerts.support import Installation, microsoft_award
from tests.forked_commands import call
from tests.simulated_year.table import STEPS

PEOPLE = tuple(f"reader{number}@example.org" for number in range(4))
NEW = "new@example.org"
STAYS = 10_000  # a statement that no run reaches
ENTRY = re.compile(r"^\* Contract (\d+)\r?$", re.M)
TITLE = re.compile(r'"Contract (\d+)"')
GIVEN_UP = re.compile(r"message (\d+) is sent no more: .* 4 times,")


def killed_at(installation: Installation, statement: int, step: str = "") -> tuple[bool, int]:
    """Alerts in a process of its own, killed with -9 when it begins its nth statement on
    ``private.db``, or at a step; whether it was, and how many statements it began."""
    begun = installation.folder / "statements"
    status = call(run_killed_at_statement, installation, statement, step, begun)
    assert status in (0, -signal.SIGKILL)
    return status != 0, begun.stat().st_size


def readied(installation: Installation) -> Installation:
    """Four readers, a contract for them, and a request of the form that waits."""
    for address in PEOPLE:
        installation.subscribe(address)
    installation.advance(hours=1).crawl(microsoft_award(title="Contract 1"))
    request_spool.spool_request(
        request_spool.spool_folder(installation.folder / "private.db"),
        {
            "do": "subscribe",
            "address": NEW,
            "filter": '{"kinds":["award"]}',
            "language": "fr",
            "rhythm": "daily",
        },
    )
    return installation


def every_statement(folder: Path, box: Postbox, stride: int = 1) -> Iterator[tuple[int, list[str]]]:
    """For every ``stride``-th statement of a run: what is wrong after it was killed there."""
    first = readied(Installation(folder / "first", box.port))
    _, total = killed_at(copied(first, folder / "whole"), STAYS)
    for statement in range(1, total + 1, stride):
        box.raw.clear()
        installation = copied(first, folder / "tried")
        was_killed, _ = killed_at(installation, statement)
        installation.run_alerts()
        installation.advance(days=1).run_alerts()
        wrong = [] if was_killed else ["it was not killed"]
        wrong += judged(box, {reader: {"1"} for reader in PEOPLE})
        if not box.mails(NEW):
            wrong.append("the request of the form was lost")
        wrong += [
            f"left behind: {row}"
            for row in installation.sql("SELECT id, state FROM messages WHERE state <> 'sent'")
        ]
        yield statement, wrong


def copied(installation: Installation, place: Path) -> Installation:
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(installation.folder, place)
    return Installation(place, installation.port, installation.now)


def judged(box: Postbox, wanted: dict[str, set[str]]) -> list[str]:
    """Who was told what -> what is wrong with it."""
    wrong = []
    for reader, contracts in wanted.items():
        mails: dict[str, set[str]] = defaultdict(set)  # contract -> messages that tell of it
        for mail in box.mails(reader):
            for contract in ENTRY.findall(text(mail)):
                mails[contract].add(str(mail["Message-ID"]))
        wrong += [
            f"{reader} never heard of {contract}" for contract in sorted(contracts - set(mails))
        ]
        wrong += [
            f"{reader} should not have heard of {mail}" for mail in sorted(set(mails) - contracts)
        ]
        wrong += [
            f"{reader} heard of {text} in {len(ids)} messages"
            for text, ids in sorted(mails.items())
            if len(ids) > 1
        ]
    return wrong


@dataclass
class Storm:
    """Days on which the mail server does this and that, and senders are killed."""

    installation: Installation
    box: Postbox
    seed: int
    chance: random.Random = field(init=False)
    problems: list[str] = field(default_factory=list)  # that runs of alerts told

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def blow(self, days: int = 8) -> list[str]:
        """What is wrong when it is over."""
        refused = PEOPLE[3]
        for address in PEOPLE:
            self.installation.subscribe(address)
        contracts: set[str] = set()
        for day in range(1, days + 1):
            made = microsoft_award(
                f"{day}-2026",
                title=f"Contract {day}",
                procedure=f"own-{day}",
                published=self.installation.now.date(),
            )
            self.installation.crawl(made)
            contracts.add(str(day))
            for _ in range(3):
                self._weather(refused if day > days // 2 else None)
                self._send()
                self.installation.advance(hours=self.chance.choice((1, 3, 7)))
            self.installation.now = self.installation.now.replace(hour=6) + timedelta(days=1)
        self._calm(refused)
        for _ in range(20):
            self.installation.advance(hours=12)
            self._run_alerts()
        given_up = self._given_up_aloud()
        wrong = [
            problem
            for problem in judged(self.box, dict.fromkeys(PEOPLE[:3], contracts))
            if problem not in given_up
        ]
        state = self.installation.sql("SELECT state FROM subscriptions WHERE address = ?", refused)
        if state != [("paused",)]:
            wrong.append(f"the refused address is {state}")
        waiting = self.installation.sql(
            "SELECT id FROM messages WHERE state IN ('waiting', 'claimed')"
        )
        return wrong + [f"left behind: {row}" for row in waiting]

    def _weather(self, refused: str | None) -> None:
        self._calm(refused)
        box, chance = self.box, self.chance
        self.installation.port = box.port
        kind = chance.choice(
            ("fine", "grey", "break_off", "break_after", "later", "policy", "down", "full")
        )
        if kind == "grey":
            box.greylisted = set(chance.sample(PEOPLE[:3], 2))
        elif kind == "break_off":
            box.break_off = chance.randrange(1, 4)
        elif kind == "break_after":
            box.break_after = 1
        elif kind == "later":
            box.data_answer = "451 4.3.0 try again"
        elif kind == "policy":
            box.policy = "550 5.7.1 not from you"
        elif kind == "full":
            box.full = {chance.choice(PEOPLE[:3])}
        elif kind == "down":
            self.installation.port = 9

    def _calm(self, refused: str | None) -> None:
        box = self.box
        box.break_off = box.break_after = 0
        box.data_answer = box.policy = None
        box.greylisted, box.full = set(), set()
        box.refused = {refused} if refused else set()
        self.installation.port = box.port

    def _send(self) -> None:
        draw = self.chance.random()
        if draw < 0.3:
            killed_at(self.installation, self.chance.randrange(1, 120))
        elif draw < 0.5:
            killed_at(self.installation, STAYS, self.chance.choice((*STEPS, "sent")))
        self._run_alerts()

    def _run_alerts(self) -> None:
        self.problems += self.installation.run_alerts().problems

    def _given_up_aloud(self) -> set[str]:
        """What ``judged`` says of contracts whose message was given up, and said to be."""
        numbers = {int(said[1]) for problem in self.problems if (said := GIVEN_UP.match(problem))}
        rows = self.installation.sql(
            "SELECT m.id, s.address, e.facts FROM messages m"
            " JOIN notifications t ON t.message = m.id"
            " JOIN events e ON e.id = t.event JOIN subscriptions s ON s.id = t.subscription"
            " WHERE m.state = 'failed'"
        )
        return {
            f"{reader} never heard of {TITLE.findall(facts)[0]}"
            for number, reader, facts in rows
            if number in numbers
        }
