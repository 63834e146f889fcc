"""Wounds for lesson 05: handlers that hold the loop, partners one by one, no time limit."""

from __future__ import annotations

import ast
import asyncio
import sqlite3
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from anyio.to_thread import current_default_thread_limiter

from autograder.upstreams import PARTNERS, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator

    from tests.boxoffice.conftest import Server, Shop


def answered_without_giving_the_loop_back(handler: Coroutine[Any, Any, Any]) -> Any:
    """Take the first step of an async handler, which must be its last; what it returned."""
    with pytest.raises(StopIteration) as end:
        handler.send(None)
    return end.value.value


def test_the_extras_ask_all_partners_one_by_one_and_hold_the_loop_throughout(shop: Shop) -> None:
    event = shop.event()
    shop.upstreams.clear_record()
    extras = answered_without_giving_the_loop_back(shop.modules["main"].extras(event["id"]))
    assert extras["missing"] == []
    assert [request.partner for request in shop.upstreams.record] == list(PARTNERS)
    assert {request.in_flight for request in shop.upstreams.record} == {1}


def test_the_extras_sleep_in_the_loop_before_they_ask_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = shop.event()
    shop.upstreams.partners["trains-ic"].dial(Fault.GARBAGE)
    naps: list[float] = []
    monkeypatch.setattr(time, "sleep", naps.append)
    extras = answered_without_giving_the_loop_back(shop.modules["main"].extras(event["id"]))
    assert extras["missing"] == ["trains-ic"]
    assert naps == [0.2]


def test_asking_for_a_held_order_sleeps_in_the_loop(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    db, order = shop.modules["db"], shop.buy(shop.event()).json()
    db.get_db().get(db.Order, order["id"]).status = "held"
    db.session.commit()
    naps: list[float] = []
    monkeypatch.setattr(time, "sleep", naps.append)
    answered_without_giving_the_loop_back(shop.modules["main"].order_status(order["id"]))
    assert naps == [0.5]


def test_the_event_list_queries_in_the_loop(shop: Shop, queries: list[str]) -> None:
    shop.event()
    queries.clear()
    listed = shop.modules["main"].list_events(city=None, q=None, status=None, frm=None, until=None)
    assert len(answered_without_giving_the_loop_back(listed)) == 1
    assert len(queries) > 1


def test_the_sales_report_reckons_in_the_loop_the_longer_the_more_orders(shop: Shop) -> None:
    event = shop.event()
    lines = []
    for email in ("ada@example.org", "ben@example.org", "cy@example.org"):
        assert shop.buy(event, email=email).status_code == 201
        report = shop.modules["main"].sales_report()
        lines.append(lines_run_in(shop, lambda report=report: answered_without_giving_the_loop_back(report)))
    assert lines[2] - lines[1] == lines[1] - lines[0] > 5


def lines_run_in(shop: Shop, work: Callable[[], Any]) -> int:
    """How many lines of main.py the work runs."""
    path, count = shop.modules["main"].__file__, 0

    def trace(frame: Any, event: str, _: Any) -> Any:
        nonlocal count
        if frame.f_code.co_filename != path:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", ["list_events", "order_status", "sales_report", "load_event"])
def test_async_stands_on_functions_that_never_wait(name: str, tree: Path) -> None:
    assert not any(
        isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith)
        for node in ast.walk(async_function(name, tree))
    )


def async_function(name: str, tree: Path) -> ast.AsyncFunctionDef:
    for module in (tree / "boxoffice").glob("*.py"):
        for node in ast.parse(module.read_text()).body:
            if isinstance(node, ast.AsyncFunctionDef) and node.name == name:
                return node
    raise AssertionError(f"no async function {name}")


def test_no_upstream_call_has_a_time_limit(tree: Path) -> None:
    calls = [
        call
        for path in [*(tree / "boxoffice").glob("*.py"), *(tree / "scripts").glob("import_partner.py")]
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("requests.")
    ]
    assert len(calls) == 6
    assert [ast.unparse(call) for call in calls if any(word.arg == "timeout" for word in call.keywords)] == []


class Asked:
    """A request that runs beside the test."""

    def __init__(self, ask: Callable[[], httpx2.Response]) -> None:
        self.answers: list[httpx2.Response] = []
        self._thread = threading.Thread(target=lambda: self.answers.append(ask()))
        self._thread.start()

    def answer(self) -> httpx2.Response:
        self._thread.join(30)
        return self.answers[0]


def wait_until_asked(shop: Shop, operation: str) -> None:
    for _ in range(1000):
        if any(request.operation == operation and not request.finished for request in shop.upstreams.record):
            return
        time.sleep(0.01)
    raise AssertionError(f"the app never asked for {operation}")


@pytest.fixture
def running(server: Server) -> Iterator[Shop]:
    shop = server.start()
    yield shop
    shop.upstreams.discard()  # lets go of what still hangs


def test_one_hanging_partner_freezes_the_whole_site(running: Shop) -> None:
    event = running.event()
    path = f"/events/{event['id']}"
    running.upstreams.partners["trains-ic"].dial(Fault.HANG)
    extras = Asked(lambda: running.client.get(f"{path}/extras"))
    wait_until_asked(running, "offers")
    with pytest.raises(httpx2.ReadTimeout):
        running.client.get(path, timeout=0.5)
    running.upstreams.discard()
    assert extras.answer().status_code == 200
    assert running.client.get(path).status_code == 200


def test_a_hanging_charge_keeps_its_buyer_and_the_lock_on_every_sale(running: Shop, tmp_path: Path) -> None:
    event = running.event()
    running.upstreams.payments.dial(Fault.HANG)
    purchase = Asked(lambda: running.buy(event))
    wait_until_asked(running, "charge")
    with (
        sqlite3.connect(tmp_path / "boxoffice.db", timeout=0) as other,
        pytest.raises(sqlite3.OperationalError),
    ):
        other.execute("BEGIN IMMEDIATE")
    assert purchase.answers == []
    running.upstreams.discard()
    assert purchase.answer().json()["ok"] is False


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("what the test waits for did not come")


def test_hanging_charges_use_up_the_threads_of_all_plain_handlers(shop: Shop) -> None:
    """As many purchases as there are threads wait for payments or for the lock; then no quote is answered."""
    event = shop.event()
    shop.upstreams.payments.dial(Fault.HANG)

    async def threads_left_while_buyers_wait() -> tuple[int, int]:
        limiter = current_default_thread_limiter()
        transport = httpx2.ASGITransport(app=shop.modules["main"].app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(transport=transport, base_url="http://boxoffice") as client:
            buyers = [
                asyncio.create_task(client.post("/orders", json=shop.cart(event)))
                for _ in range(int(limiter.total_tokens))
            ]
            await until(lambda: not limiter.available_tokens)
            quote = asyncio.create_task(
                client.get("/quote", params={"event_id": event["id"], "lines": "1:1"})
            )
            await until(lambda: limiter.statistics().tasks_waiting > 0)
            answered = sum(task.done() for task in [*buyers, quote])
            waiting = limiter.statistics().tasks_waiting
            shop.upstreams.discard()
            await asyncio.gather(*buyers, quote)
        return answered, waiting

    assert asyncio.run(threads_left_while_buyers_wait()) == (0, 1)
