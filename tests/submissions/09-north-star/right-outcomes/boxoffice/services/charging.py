"""Who is asked for the money."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from boxoffice.domain.orders import BACKUP, MAIN, Order
from boxoffice.ports import Declined, NotReached, PaymentFailed, Payments, Ports
from boxoffice.services.errors import NotPaid
from boxoffice.services.giving_up import cashier, charge_key, give_up

log = logging.getLogger("boxoffice")


class Said(StrEnum):
    """What comes of one attempt."""

    CHARGED = "charged"
    DECLINED = "declined"
    UNCLEAR = "unclear"
    NOBODY = "nobody there"


@dataclass(frozen=True)
class Outcome:
    """Of all attempts at one provider."""

    said: Said
    charge_id: str | None = None
    may_be_charged: bool = False
    cause: Exception | None = None


TRIES = {MAIN: 2, BACKUP: 3}


def charged(order: Order, card: str, ports: Ports) -> tuple[Order, str | None]:
    """The order as it is charged, and by which charge; free orders ask nobody."""
    if not order.total:
        return order, None
    outcome = _summed_up(_attempts(order, card, ports))
    if outcome.said is Said.NOBODY and order.provider == MAIN and ports.backup is not None:
        order = _moved(order, ports)
        outcome = _summed_up(_attempts(order, card, ports))
    return order, _charge_id(order, outcome, ports)


def _attempts(order: Order, card: str, ports: Ports) -> Iterator[Outcome]:
    payments = cashier(order, ports)
    for _ in range(TRIES[order.provider]):
        outcome = _attempt(payments, order, card)
        log.info("charge order=%s provider=%s said=%s", order.id, order.provider, outcome.said)
        yield outcome


def _attempt(payments: Payments, order: Order, card: str) -> Outcome:
    try:
        return Outcome(Said.CHARGED, payments.charge(order.total, card, charge_key(order)))
    except Declined as no:
        return Outcome(Said.DECLINED, cause=no)
    except NotReached as failure:
        return Outcome(Said.NOBODY, cause=failure)
    except PaymentFailed as failure:
        return Outcome(Said.UNCLEAR, may_be_charged=True, cause=failure)


def _summed_up(outcomes: Iterable[Outcome]) -> Outcome:
    """The first clear answer, or what is known of them all."""
    seen = [*_until_clear(outcomes)]
    open_ones = [each for each in seen if each.may_be_charged]
    last = seen[-1]
    if last.said is Said.NOBODY and open_ones:
        return open_ones[-1]
    return replace(last, may_be_charged=bool(open_ones))


def _until_clear(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    for outcome in outcomes:
        yield outcome
        if outcome.said in (Said.CHARGED, Said.DECLINED):
            return


def _charge_id(order: Order, outcome: Outcome, ports: Ports) -> str | None:
    match outcome:
        case Outcome(said=Said.CHARGED, charge_id=charge_id):
            return charge_id
        case Outcome(said=Said.DECLINED):
            settled = give_up(order, ports, may_be_charged=outcome.may_be_charged, key_is_free=False)
            raise NotPaid(order.id, declined=settled) from outcome.cause
    give_up(order, ports, may_be_charged=outcome.may_be_charged)
    raise NotPaid(order.id, declined=False) from outcome.cause


def _moved(order: Order, ports: Ports) -> Order:
    with ports.store.begin() as transaction:
        transaction.lock_event(order.event_id)
        now = ports.clock()
        current = transaction.order(order.id)
        if current and current.has_live_hold(now):
            moved = transaction.use_provider(order.id, BACKUP)
            transaction.commit()
            return moved
    log.warning("too late for the backup order=%s", order.id)
    give_up(order, ports, may_be_charged=False)
    raise NotPaid(order.id, declined=False)
