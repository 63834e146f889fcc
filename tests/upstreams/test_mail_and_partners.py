"""The mail service and the twelve partners over HTTP."""

from __future__ import annotations

import httpx2

from autograder.upstreams import PARTNERS, Message, Upstreams


def test_a_message_is_taken_and_kept(client: httpx2.Client, upstreams: Upstreams) -> None:
    body = {"to": "ada@example.org", "subject": "Your tickets", "text": "Enjoy"}
    answer = client.post(upstreams.env()["MAIL_URL"] + "/messages", json=body)
    assert (answer.status_code, answer.json()) == (202, {"id": "msg_1"})
    assert upstreams.mail.messages == (Message("msg_1", "ada@example.org", "Your tickets", "Enjoy"),)


def test_a_message_without_a_receiver_is_refused(client: httpx2.Client, upstreams: Upstreams) -> None:
    answer = client.post(upstreams.env()["MAIL_URL"] + "/messages", json={"subject": "?", "text": "?"})
    assert answer.status_code == 422
    assert upstreams.mail.messages == ()


def test_every_partner_offers_the_same_for_the_same_question(
    client: httpx2.Client, upstreams: Upstreams
) -> None:
    url = upstreams.env()["PARTNERS_URL"]
    for name in PARTNERS:
        first, again = (
            client.get(f"{url}/{name}/offers", params={"event": 7, "city": "Ghent"}) for _ in range(2)
        )
        assert first.json() == again.json()
        assert first.json()["partner"] == name
        assert all(offer["price_cents"] > 0 for offer in first.json()["offers"])


def test_there_are_three_partners_of_each_kind() -> None:
    kinds = [name.partition("-")[0] for name in PARTNERS]
    assert {kind: kinds.count(kind) for kind in kinds} == {"parking": 3, "trains": 3, "hotels": 3, "merch": 3}


def test_an_unknown_partner_and_a_missing_event_are_refused(
    client: httpx2.Client, upstreams: Upstreams
) -> None:
    url = upstreams.env()["PARTNERS_URL"]
    assert client.get(f"{url}/zeppelins/offers", params={"event": 7}).status_code == 404
    assert client.get(f"{url}/trains-ic/offers").status_code == 422
