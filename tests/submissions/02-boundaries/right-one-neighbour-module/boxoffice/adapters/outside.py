"""Payments, mail, time and chance."""

import json
import secrets
from datetime import UTC, datetime
from string import Template, ascii_uppercase, digits
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from boxoffice.ports import Declined, PaymentFailed

ALPHABET = [each for each in ascii_uppercase + digits if each not in "0O1I"]
TEXT = Template("""Thank you for your order $order_id at Encore Tickets!

$title
$venue, $when

Your tickets:
$codes

You paid $paid.
""")


def utc_now(): return datetime.now(tz=UTC)


def ticket_code(length=10): return "".join(secrets.choice(ALPHABET) for _ in range(length))


def post(url, **body):
    """Status and JSON; raises OSError where nobody answers."""
    request = Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urlopen(request) as answer:
            return answer.status, read(answer.read())
    except HTTPError as refused:
        return refused.code, {}


def read(answer):
    """A JSON object; an empty one for anything else."""
    try:
        found = json.loads(answer)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def post_twice(url, **body):
    for round in range(2):
        try:
            status, answer = post(url, **body)
        except OSError:
            continue
        if status == 402:
            raise Declined
        if status == 201:
            return answer
    raise PaymentFailed


class Till:
    def __init__(self, address):
        self.address = address

    def charge(self, amount_cents, card, reference):
        fields = dict(amount_cents=amount_cents, currency="EUR", card=card, reference=reference)
        return post_twice(self.address + "/charges", **fields).get("id")

    def refund(self, charge_id, amount_cents):
        post_twice(self.address + "/refunds", charge=charge_id, amount_cents=amount_cents)


class Post:
    def __init__(self, address):
        self.address = address

    def send_confirmation(self, order):
        when = order.starts_at.astimezone()
        text = TEXT.substitute(
            vars(order), when=format(when, "%d.%m.%Y %H:%M"), codes="\n".join(order.codes), paid=paid(order.total)
        )
        self.send(order.email, "Your tickets for " + order.title, text)

    def send_refund(self, notice):
        text = "We have sent you %s for %s." % (paid(notice.amount), notice.title)
        self.send(notice.email, "Refund for order %d" % notice.order_id, text)

    def send(self, to, subject, text):
        try:
            post(self.address + "/messages", to=to, subject=subject, text=text)
        except OSError:
            pass


def paid(cents):
    return "EUR {:,}.{:02d}".format(*divmod(cents, 100)).translate(str.maketrans(",.", ".,"))
