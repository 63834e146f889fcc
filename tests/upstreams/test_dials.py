"""What each dial does to the next requests, and what the record says of it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any

import httpx2
import pytest

from autograder.upstreams import Fault, Upstreams, UpstreamServer

from .waiting import wait_until

CHARGE = {"amount_cents": 500, "currency": "EUR", "card": "tok_visa", "reference": "order 1"}


def charge(
    client: httpx2.Client, upstreams: Upstreams, key: str = "charge-1", **options: Any
) -> httpx2.Response:
    headers = {"Idempotency-Key": key}
    return client.post(upstreams.env()["PAYMENTS_URL"] + "/charges", json=CHARGE, headers=headers, **options)


def wait_for_arrivals(upstreams: Upstreams, count: int) -> None:
    wait_until(lambda: len(upstreams.record) >= count)


def test_a_decline_dial_declines_a_good_card(client: httpx2.Client, upstreams: Upstreams) -> None:
    upstreams.payments.dial(Fault.DECLINE, times=1)
    assert [charge(client, upstreams).status_code for _ in range(2)] == [402, 201]


def test_an_error_dial_answers_its_status_and_does_nothing(
    client: httpx2.Client, upstreams: Upstreams
) -> None:
    upstreams.payments.dial(Fault.ERROR, status=500)
    assert charge(client, upstreams).status_code == 500
    assert upstreams.payments.charges == ()


def test_an_error_after_the_work_charges_all_the_same(client: httpx2.Client, upstreams: Upstreams) -> None:
    upstreams.payments.dial(Fault.ERROR, after_work=True)
    assert charge(client, upstreams).status_code == 503
    assert upstreams.payments.kept_cents == 500
    assert [(seen.status, seen.worked) for seen in upstreams.record] == [(503, True)]


def test_garbage_is_no_json_in_a_good_answer(client: httpx2.Client, upstreams: Upstreams) -> None:
    upstreams.payments.dial(Fault.GARBAGE, status=201)
    answer = charge(client, upstreams)
    assert answer.status_code == 201
    with pytest.raises(ValueError, match=r"codec|JSON|Expecting"):
        answer.json()


def test_a_dropped_answer_leaves_the_charge(client: httpx2.Client, upstreams: Upstreams) -> None:
    upstreams.payments.dial(Fault.DROP, times=1)
    with pytest.raises(httpx2.RemoteProtocolError):
        charge(client, upstreams)
    assert [(seen.status, seen.worked) for seen in upstreams.record] == [(None, True)]
    assert charge(client, upstreams).json()["id"] == "ch_1"
    assert upstreams.payments.kept_cents == 500


def test_a_connection_can_be_dropped_before_the_work(client: httpx2.Client, upstreams: Upstreams) -> None:
    upstreams.payments.dial(Fault.DROP, after_work=False)
    with pytest.raises(httpx2.RemoteProtocolError):
        charge(client, upstreams)
    assert upstreams.payments.charges == ()


def test_a_hanging_request_ends_when_the_client_gives_up(client: httpx2.Client, upstreams: Upstreams) -> None:
    upstreams.payments.dial(Fault.HANG, times=1)
    with pytest.raises(httpx2.ReadTimeout):
        charge(client, upstreams, timeout=0.2)
    assert charge(client, upstreams).status_code == 201
    wait_until(lambda: upstreams.record[0].finished)
    assert [(seen.status, seen.worked) for seen in upstreams.record] == [(None, False), (201, True)]


def test_a_late_service_works_after_its_client_has_given_up(
    client: httpx2.Client, upstreams: Upstreams
) -> None:
    upstreams.payments.dial(latency=0.3, times=1)
    with pytest.raises(httpx2.ReadTimeout):
        charge(client, upstreams, timeout=0.05)
    wait_until(lambda: upstreams.record[0].finished)
    assert upstreams.payments.kept_cents == 500


def test_a_void_in_time_bars_the_charge_of_a_late_service(
    client: httpx2.Client, upstreams: Upstreams
) -> None:
    upstreams.payments.dial(latency=0.3, on="charge")
    with pytest.raises(httpx2.ReadTimeout):
        charge(client, upstreams, timeout=0.05)
    assert client.post(upstreams.env()["PAYMENTS_URL"] + "/charges/charge-1/void").status_code == 200
    wait_until(lambda: upstreams.record[0].finished)
    assert upstreams.payments.charges == ()


def test_counted_dials_go_first_in_the_order_they_were_set(
    client: httpx2.Client, upstreams: Upstreams
) -> None:
    upstreams.payments.dial(Fault.ERROR, status=500)
    upstreams.payments.dial(Fault.ERROR, status=501, times=2)
    upstreams.payments.dial(Fault.ERROR, status=502, times=1)
    assert [charge(client, upstreams).status_code for _ in range(5)] == [501, 501, 502, 500, 500]
    upstreams.payments.reset()
    assert charge(client, upstreams).status_code == 201


def test_a_dial_can_be_for_one_operation(client: httpx2.Client, upstreams: Upstreams) -> None:
    upstreams.payments.dial(Fault.ERROR, on="look_up")
    assert charge(client, upstreams).status_code == 201
    assert client.get(upstreams.env()["PAYMENTS_URL"] + "/charges/charge-1").status_code == 503


def test_the_dial_of_one_partner_goes_before_that_of_all(client: httpx2.Client, upstreams: Upstreams) -> None:
    upstreams.partners.dial(Fault.ERROR, status=500)
    upstreams.partners["trains-ic"].dial(Fault.ERROR, status=502)
    url = upstreams.env()["PARTNERS_URL"]
    statuses = [
        client.get(f"{url}/{name}/offers?event=1").status_code for name in ("trains-ic", "parking-north")
    ]
    assert statuses == [502, 500]


@pytest.mark.parametrize(
    ("service", "options", "words"),
    [
        ("payments", {"latency": -1}, "seconds"),
        ("payments", {"latency": float("nan")}, "seconds"),
        ("payments", {"status": 101}, "status"),
        ("payments", {"times": 0}, "from 1"),
        ("payments", {"on": "chargen"}, "charge, look_up, void, refund"),
        ("mail", {"fault": Fault.DECLINE}, "only a charge"),
        ("payments", {"fault": Fault.DECLINE, "on": "refund"}, "only a charge"),
    ],
)
def test_a_dial_that_cannot_be_says_why(
    upstreams: Upstreams, service: str, options: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        getattr(upstreams, service).dial(**options)


def test_what_is_in_flight_is_counted_by_service(upstreams: Upstreams) -> None:
    upstreams.partners.dial(Fault.HANG)
    url = upstreams.env()["PARTNERS_URL"]
    with ThreadPoolExecutor(5) as pool, httpx2.Client(timeout=10) as client:
        asked: list[Future[httpx2.Response]] = []
        for count in range(1, 6):
            asked.append(pool.submit(client.get, f"{url}/trains-ic/offers?event={count}"))
            wait_for_arrivals(upstreams, count)
        charge(client, upstreams)
        upstreams.discard()
        assert all(isinstance(each.exception(), httpx2.RemoteProtocolError) for each in asked)
    assert [seen.in_flight for seen in upstreams.record] == [1, 2, 3, 4, 5, 1]


def test_closing_cuts_off_what_hangs(client: httpx2.Client) -> None:
    barrier = Barrier(2)

    def asked(upstreams: Upstreams) -> None:
        barrier.wait()
        with pytest.raises(httpx2.RemoteProtocolError):
            charge(client, upstreams)

    with UpstreamServer() as server, ThreadPoolExecutor(1) as pool:
        upstreams = server.tenant()
        upstreams.payments.dial(Fault.HANG)
        done = pool.submit(asked, upstreams)
        barrier.wait()
        wait_for_arrivals(upstreams, 1)
        server.close()
        done.result()
    assert server.troubles == ()
