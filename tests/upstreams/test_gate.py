"""The gate: requests arrive, wait, and are let through one by one."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

import httpx2

from autograder.upstreams import Upstreams
from tests.upstreams.waiting import wait_until


def ask(upstreams: Upstreams, client: httpx2.Client, partner: str) -> int:
    url = f"{upstreams.env()['PARTNERS_URL']}/{partner}/offers"
    return client.get(url, params={"event": 1, "city": "Ghent"}).status_code


def test_a_held_request_gets_its_answer_when_it_is_released(
    upstreams: Upstreams, client: httpx2.Client
) -> None:
    upstreams.gate.hold(lambda request: request.partner == "trains-ic")
    with ThreadPoolExecutor(1) as pool:
        coming: Future[int] = pool.submit(ask, upstreams, client, "trains-ic")
        wait_until(lambda: len(upstreams.gate.waiting) == 1)
        assert ask(upstreams, client, "trains-night") == 200
        assert not coming.done()
        upstreams.gate.release(upstreams.gate.waiting)
        assert coming.result() == 200
    assert upstreams.gate.waiting == ()


def test_requests_at_the_gate_are_counted_as_under_way(upstreams: Upstreams, client: httpx2.Client) -> None:
    upstreams.gate.hold(lambda _: True)
    with ThreadPoolExecutor(3) as pool:
        for partner in ("merch-vinyl", "merch-shirts", "merch-posters"):
            pool.submit(ask, upstreams, client, partner)
        wait_until(lambda: len(upstreams.gate.waiting) == 3)
        assert [request.in_flight for request in upstreams.record] == [1, 2, 3]
        upstreams.gate.open()


def test_bytes_now_and_then_keep_a_client_that_counts_from_the_last_one(upstreams: Upstreams) -> None:
    upstreams.gate.hold(lambda _: True)
    with httpx2.Client(timeout=0.5) as patient, ThreadPoolExecutor(1) as pool:
        coming = pool.submit(ask, upstreams, patient, "merch-vinyl")
        wait_until(lambda: len(upstreams.gate.waiting) == 1)
        for _ in range(10):
            upstreams.gate.drip()
            time.sleep(0.1)
        assert not coming.done()
        upstreams.gate.open()
        assert coming.result() == 200


def test_an_open_gate_holds_nobody(upstreams: Upstreams, client: httpx2.Client) -> None:
    upstreams.gate.hold(lambda _: True)
    upstreams.gate.open()
    assert ask(upstreams, client, "merch-vinyl") == 200


def test_whoever_hangs_up_waits_no_more(upstreams: Upstreams) -> None:
    upstreams.gate.hold(lambda _: True)
    with httpx2.Client(timeout=0.2) as impatient, ThreadPoolExecutor(1) as pool:
        coming = pool.submit(ask, upstreams, impatient, "merch-vinyl")
        assert isinstance(coming.exception(), httpx2.TimeoutException)
    wait_until(lambda: upstreams.gate.waiting == ())


def test_a_request_that_waits_is_cut_when_its_tenant_goes(
    upstreams: Upstreams, client: httpx2.Client
) -> None:
    upstreams.gate.hold(lambda _: True)
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(ask, upstreams, client, "merch-vinyl")
        wait_until(lambda: len(upstreams.gate.waiting) == 1)
        upstreams.discard()
        coming.exception(timeout=10)
        assert coming.done()
