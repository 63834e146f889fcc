"""The payment service: two functions for an address."""

from functools import partial
from types import SimpleNamespace

import requests

from boxoffice.ports import Declined, PaymentFailed


def payments_at(url):
    return SimpleNamespace(charge=partial(charge, url), refund=partial(refund, url))


def charge(url, amount_cents, card, reference):
    body = {"amount_cents": amount_cents, "currency": "EUR", "card": card, "reference": reference}
    answer = first_clear_answer(url + "/charges", body)
    if answer.status_code == 402:
        raise Declined
    try:
        return answer.json().get("id")
    except (ValueError, AttributeError):
        return None


def refund(url, charge_id, amount_cents):
    answer = first_clear_answer(url + "/refunds", {"charge": charge_id, "amount_cents": amount_cents})
    if answer.status_code == 402:
        raise PaymentFailed


def first_clear_answer(url, body, tries=2):
    try:
        answer = requests.post(url, json=body)
        if answer.status_code in {201, 402}:
            return answer
    except requests.RequestException:
        pass
    if tries == 1:
        raise PaymentFailed(url)
    return first_clear_answer(url, body, tries - 1)
