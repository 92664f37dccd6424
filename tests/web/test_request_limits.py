"""Every answer has an end in time and in bytes, and who is refused is told when to come back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from monitor.web.errors import HttpError
from monitor.web.middleware import request_limits
from monitor.web.middleware.request_limits import Lane, RequestLimits


def scope(path: str) -> Scope:
    return {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"vigie.test")],
        "client": ("192.0.2.1", 1),
    }


def answer(application: ASGIApp, path: str) -> list[Any]:
    """Ask once; return what the limits let through."""
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(RequestLimits(application)(scope(path), receive, send))
    return sent


@pytest.mark.parametrize("path", ["/fr/", "/vigie/contracts.json", "/vigie.json"])
def test_an_answer_that_is_too_large_is_refused_before_it_is_sent(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_limits, "MAX_ANSWER_BYTES", 1_000)
    assert answer(PlainTextResponse("x" * 999), path)
    with pytest.raises(HttpError) as refused:
        answer(PlainTextResponse("x" * 1_001), path)
    assert refused.value.status == 400


def test_an_answer_too_large_of_an_application_that_catches_errors_is_refused_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Starlette and Datasette turn what is raised within an answer that has begun into a 500."""

    async def catching(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await PlainTextResponse("x" * 1_001)(scope, receive, send)
        except Exception as error:
            raise RuntimeError("Caught handled exception, but response already started.") from error

    monkeypatch.setattr(request_limits, "MAX_ANSWER_BYTES", 1_000)
    with pytest.raises(HttpError) as refused:
        answer(catching, "/vigie/contracts.json")
    assert refused.value.status == 400


@pytest.mark.parametrize(("path", "kind"), [("/fr/", "pages"), ("/static/x.css", "small")])
def test_an_answer_that_takes_too_long_ends_with_a_time_to_come_back(
    path: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: Callable[..., Lane] = Lane

    def short(*given: Any, **more: Any) -> Lane:
        return made(*given, **{**more, "limit_s": 0.01})

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(5)

    monkeypatch.setattr(request_limits, "Lane", short)
    with pytest.raises(HttpError) as refused:
        answer(slow, path)
    assert refused.value.status == 503
    assert int(refused.value.headers["retry-after"]) > 0


def test_every_lane_has_an_end_in_number_and_time() -> None:
    for lane in RequestLimits(PlainTextResponse("")).lanes.values():
        assert 0 < lane._limit_s <= 1_800
        assert 0 < lane._most <= 250


def test_large_answers_that_are_taken_slowly_wait_in_a_lane_that_is_soon_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each holds megabytes as long as its reader likes."""
    monkeypatch.setattr(request_limits, "QUEUE_TIMEOUT_S", 0.1)
    limits = RequestLimits(PlainTextResponse("x" * (request_limits.PIECE + 1)))
    taken = 0

    async def asked(visitor: int, done: asyncio.Event) -> Any:
        async def receive() -> Any:
            return {"type": "http.request"}

        async def send(message: Any) -> None:
            nonlocal taken
            taken += message["type"] == "http.response.start"
            await done.wait()

        item = scope("/fr/") | {"client": (f"192.0.2.{visitor}", 1)}
        item["headers"] = [*item["headers"], (b"cookie", b"a=b")]  # nobody shares it
        await limits(item, receive, send)

    async def crowd() -> list[Any]:
        done = asyncio.Event()
        tasks = [asyncio.create_task(asked(visitor, done)) for visitor in range(40)]
        await asyncio.sleep(1)
        done.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    refused = [item for item in asyncio.run(crowd()) if item is not None]
    assert taken == 12
    assert {response.status for response in refused} == {503}
    assert len(refused) == 40 - taken
    assert all(int(response.headers["retry-after"]) > 0 for response in refused)
