"""Recoveries beside an app that goes on selling, one scene each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from autograder.lessons.errors_by_design._charging import GRACE, charges_of, may_still_come
from autograder.lessons.errors_by_design._reusing import promo_of
from autograder.lessons.errors_by_design._scenes import Scene, Wrong, not_sold, shown
from autograder.lessons.errors_by_design._shop import LATER, Reply, Shop, Want, order_of
from autograder.probes.inside.noted_ports import OPEN_TRANSACTIONS
from autograder.upstreams import Fault, Request

PAUSE = timedelta(minutes=10)


def live_hold(shop: Shop) -> Wrong | None:
    """Somebody recovers while a charge is under way."""
    want = shop.want(shop.concert())
    shop.app.upstreams.gate.hold(charges_of(want))
    pending = shop.begin(want)
    shop.app.waiting(pending)
    raised = shop.app.recover()
    shop.app.upstreams.gate.open()
    reply = shop.ended(pending)
    words = "While the charge was under way and the hold alive, `recover` ran."
    if raised is not None:
        evidence = shown(shop, want, reply, f"{words} It raised {raised.message}.", "it raises nothing")
        return Wrong("recover-raises", "`recover` raises an exception.", evidence)
    wrong = not_sold(shop, want, reply, words)
    summary = "`recover` takes away what somebody is just paying for."
    return Wrong("live-hold-taken", summary, wrong.evidence) if wrong is not None else None


def payments_down(shop: Shop) -> Wrong | None:
    """The charge is made, its answer is lost, and payments do not answer any more."""
    want, key = shop.want(shop.concert()), shop.word()
    payments = shop.app.upstreams.payments
    payments.dial(Fault.DROP, after_work=True, on="charge")
    for operation in ("void", "look_up"):
        payments.dial(Fault.ERROR, on=operation)
    reply = shop.buy(want, key)
    words = "Payments charge, the answers are lost, and a void gets 503."
    if reply.status != HTTPStatus.SERVICE_UNAVAILABLE:
        evidence = shown(shop, want, reply, words, "503")
        return Wrong("wrong-status", "The answer must be 503.", evidence)
    if not shop.charges(want):
        evidence = shown(shop, want, reply, words, "a charge under the key of this order, and no other's")
        return Wrong("other-key", "The charge carries the key of another order.", evidence)
    if shop.left(want.concert) != want.concert.seats:
        page = shop.get(f"/events/{want.concert.id}")
        evidence = shown(shop, want, page, words, "as many left as before: the hold is over")
        return Wrong("seats-kept", "After an unclear void the seats are not free.", evidence)
    return _settled_later(shop, want, reply, words) or _key_is_free(shop, want, key, words)


def charge_on_its_way(shop: Shop) -> Wrong | None:
    """No charge has been made when it is recovered, and one may still arrive."""
    want = shop.want(shop.concert())
    payments = shop.app.upstreams.payments
    payments.dial(Fault.DROP, after_work=False, on="charge")
    for operation in ("void", "look_up"):
        payments.dial(Fault.ERROR, on=operation)
    reply = shop.buy(want)
    words = "Every request to charge gets lost, and a void gets 503."
    wrong = _settled_later(shop, want, reply, words)
    return wrong or may_still_come(shop, want, f"{words} Then payments were well again, and `recover` ran.")


def one_stays_unclear(shop: Shop) -> Wrong | None:
    """Of several orders one cannot be voided; a mail lies in the outbox."""
    concert = shop.concert()
    wants, sold = [shop.want(concert) for _ in range(3)], shop.want(concert)
    payments, mail = shop.app.upstreams.payments, shop.app.upstreams.mail
    mail.dial(Fault.ERROR)
    told = shop.buy(sold)
    for operation in ("charge", "void", "look_up"):
        payments.dial(Fault.ERROR, on=operation)
    for want in wants:
        shop.buy(want)
    shop.app.upstreams.reset()
    payments.dial(Fault.ERROR, on="void", times=1)
    shop.app.turn_clock(shop.now + LATER)
    shop.app.recover()
    pages = [shop.get(f"/orders/{order}") for want in wants for order in shop.orders(want)[:1]]
    shop.app.turn_clock(shop.now)
    released = [page for page in pages if page.fields.get("status") == "released"]
    words = f"Three orders waited for `recover`, the first void got 503. Then {len(released)} were released."
    if len(released) < len(wants) - 1:
        held = next((page for page in pages if page not in released), told)
        evidence = shown(shop, wants[-1], held, words, "the others released all the same")
        return Wrong("others-wait", "The other orders wait for the one that stays unclear.", evidence)
    if told.status == HTTPStatus.CREATED and not any(each.to == sold.email for each in mail.messages):
        evidence = shown(shop, sold, told, f"{words} The mail of a sale was not sent.", "a mail")
        return Wrong("others-wait", "The outbox waits for an order that stays unclear.", evidence)
    return None


def nothing_open(shop: Shop) -> Wrong | None:
    """What is asked of payments while somebody recovers is asked with no transaction open."""
    want = shop.want(shop.concert())
    payments = shop.app.upstreams.payments
    payments.dial(Fault.DROP, after_work=True, on="charge")
    for operation in ("void", "look_up"):
        payments.dial(Fault.ERROR, on=operation)
    reply = shop.buy(want)
    asked = len(shop.calls())
    shop.settle()
    words = (
        "The charge is made, nothing is clear, a void gets 503; payments are well again, and `recover` runs."
    )
    calls = shop.calls()[asked:]
    if not any(call.operation == "void" for call in calls):
        evidence = shown(shop, want, reply, words, "`recover` asks payments to void")
        return Wrong("not-settled", "An order is left hanging.", evidence)
    open_ones = [call for call in calls if call.headers.get(OPEN_TRANSACTIONS, "0") != "0"]
    if open_ones:
        words = f"{words} A transaction was open while payments were asked to {open_ones[0].operation}."
        evidence = shown(shop, want, reply, words, "first committed, then asked")
        return Wrong("transaction-open", "A transaction stays open while payments are asked.", evidence)
    return None


def two_at_once(shop: Shop) -> Wrong | None:
    """Two processes recover the same order at the same time."""
    want = _want_with_promo(shop)
    is_charge, gate = charges_of(want), shop.app.upstreams.gate

    def is_of_it(request: Request) -> bool:
        named = {order_of(part) for part in request.path.split("/")}
        is_void = request.operation == "void" and not named.isdisjoint(shop.orders(want))
        return is_void or is_charge(request)

    gate.hold(is_of_it)
    pending = shop.begin(want)
    shop.app.waiting(pending)
    shop.app.turn_clock(shop.now + LATER)
    both = [shop.app.begin_recover() for _ in range(2)]
    shop.app.until(lambda: len(gate.waiting) + sum(each.done() for each in both) > len(both))
    gate.open()
    for each in both:
        each.result()
    reply = shop.ended(pending)
    buys = [shop.buy(shop.want(want.concert, 1, promo=want.promo)) for _ in range(2)]
    shop.app.turn_clock(shop.now)
    statuses = [each.status for each in buys]
    words = (
        "A hold was over; two processes ran `recover` at the same time. The promo code is for one use; two "
        f"others then bought with it: {statuses[0]}, {statuses[1]}."
    )
    if reply.status == HTTPStatus.CREATED:
        evidence = shown(shop, want, reply, words, "409: its hold is over")
        return Wrong("sold-too-late", "An order is sold although its hold was over.", evidence)
    if statuses != [HTTPStatus.CREATED, HTTPStatus.CONFLICT]:
        evidence = shown(shop, want, reply, words, "released once: then 201, 409")
        return Wrong("released-twice", "The use of the promo code is not given back just once.", evidence)
    return None


def settled_meanwhile(shop: Shop) -> Wrong | None:
    """Somebody recovers after the hold is over, and only then the charge is answered."""
    want = _want_with_promo(shop)
    shop.app.upstreams.gate.hold(charges_of(want))
    pending = shop.begin(want)
    shop.app.waiting(pending)
    shop.app.turn_clock(shop.now + LATER)
    shop.app.recover()
    shop.app.upstreams.gate.open()
    reply = shop.ended(pending)
    buys = [shop.buy(shop.want(want.concert, 1, promo=want.promo)) for _ in range(2)]
    shop.app.turn_clock(shop.now)
    statuses = [each.status for each in buys]
    words = (
        "The hold was over, `recover` settled the order, then its charge was answered. The promo code is for "
        f"one use; two others then bought with it: {statuses[0]}, {statuses[1]}."
    )
    if shop.kept(want):
        evidence = shown(shop, want, reply, words, "nothing kept")
        return Wrong("money-kept", "Money was taken and there are no tickets for it.", evidence)
    if statuses != [HTTPStatus.CREATED, HTTPStatus.CONFLICT]:
        evidence = shown(shop, want, reply, words, "released once: then 201, 409")
        return Wrong("released-twice", "The use of the promo code is not given back just once.", evidence)
    return None


def _want_with_promo(shop: Shop) -> Want:
    promo = promo_of(shop, uses=1)
    return shop.want(shop.concert(promos=[promo]), promo=promo["code"])


def confirmed_at_the_end(shop: Shop) -> Wrong | None:
    """A hold ends while it is being confirmed, and somebody recovers just then."""
    want = shop.want(shop.concert())
    with shop.app.halting("before pay") as is_halted:
        pending = shop.begin(want)
        shop.app.until(lambda: is_halted() or pending.done())
        shop.app.turn_clock(shop.now + LATER)
        recovering = shop.app.begin_recover()
        shop.app.until(lambda: bool(shop.calls("void")) or recovering.done(), seconds=GRACE)
    reply = shop.ended(pending)
    recovering.result()
    shop.app.turn_clock(shop.now)
    words = (
        "The hold ended while the order was being confirmed, under the lock; `recover` ran at that moment."
    )
    if reply.status == HTTPStatus.CREATED and not shop.kept(want):
        summary = "`recover` takes away what was just paid."
        return Wrong("paid-taken", summary, shown(shop, want, reply, words, "the order paid, nothing voided"))
    return None


def cancelled_while_down(shop: Shop) -> Wrong | None:
    """The event is cancelled during the charge, and the charge cannot be voided."""
    want = shop.want(shop.concert())
    shop.app.upstreams.gate.hold(charges_of(want))
    pending = shop.begin(want)
    shop.app.waiting(pending)
    shop.post(f"/events/{want.concert.id}/cancel")
    for operation in ("void", "look_up", "refund"):
        shop.app.upstreams.payments.dial(Fault.ERROR, on=operation)
    shop.app.upstreams.gate.open()
    reply = shop.ended(pending)
    words = "While the charge was under way the event was cancelled, and a void gets 503."
    return _settled_later(shop, want, reply, words)


def mail_down(shop: Shop) -> Wrong | None:
    """Mail takes nothing while tickets are sold."""
    want = shop.want(shop.concert())
    shop.app.upstreams.mail.dial(Fault.ERROR)
    reply = shop.buy(want)
    words = "Mail answers 503."
    wrong = not_sold(shop, want, reply, words)
    if wrong is not None:
        return wrong
    shop.app.upstreams.reset()
    shop.app.turn_clock(shop.now + PAUSE)
    shop.app.recover()
    shop.app.turn_clock(shop.now)
    mails = [each for each in shop.app.upstreams.mail.messages if each.to == want.email]
    if any(all(code in mail.text for code in reply.codes) for mail in mails):
        return None
    words = f"{words} It is well again; ten minutes later `recover` ran, and {len(mails)} mails were sent."
    evidence = shown(shop, want, reply, words, "a mail with the codes")
    return Wrong("mail-lost", "The customer's mail is lost.", evidence)


def _settled_later(shop: Shop, want: Want, reply: Reply, words: str) -> Wrong | None:
    """Payments stay down for a recovery and are well at the next."""
    shop.app.turn_clock(shop.now + LATER)
    raised = shop.app.recover()
    shop.app.upstreams.reset()
    shop.app.turn_clock(shop.now + LATER + PAUSE)
    again = shop.app.recover()
    pages = [shop.get(f"/orders/{order}") for order in shop.orders(want)]
    left = shop.left(want.concert)
    shop.app.turn_clock(shop.now)
    if raised is not None or again is not None:
        failure = raised or again
        words = f"{words} Then `recover` raised {failure.message if failure else ''}."
        evidence = shown(shop, want, reply, words, "it raises nothing")
        return Wrong("recover-raises", "`recover` raises an exception.", evidence)
    words = f"{words} `recover` ran once while that lasted, and once when payments were well again."
    expected = "nothing kept, the order released"
    if shop.kept(want):
        summary = "Money was taken, and nobody gives it back."
        return Wrong("money-kept", summary, shown(shop, want, reply, words, expected))
    if any(page.fields.get("status") != "released" for page in pages) or left != want.concert.seats:
        words = f"{words} The order's page says {pages[0] if pages else 'nothing'}."
        summary = "An order is left hanging."
        return Wrong("not-settled", summary, shown(shop, want, reply, words, expected))
    return None


def _key_is_free(shop: Shop, want: Want, key: str, words: str) -> Wrong | None:
    again = shop.buy(want, key)
    if again.status == HTTPStatus.CREATED:
        return None
    words = f"{words} Later it was recovered, and the same request came again with the same key."
    evidence = shown(shop, want, again, words, "201: the key is free")
    return Wrong("key-taken", "The key is not free again.", evidence)


GIVEN = frozenset({"mail down", "one stays unclear", "settled meanwhile", "confirmed as the hold ends"})

SCENES: Mapping[str, Scene] = {
    "a hold that is alive": live_hold,
    "payments down": payments_down,
    "a charge on its way": charge_on_its_way,
    "cancelled while payments are down": cancelled_while_down,
    "mail down": mail_down,
    "one stays unclear": one_stays_unclear,
    "no transaction open": nothing_open,
    "two at once": two_at_once,
    "settled meanwhile": settled_meanwhile,
    "confirmed as the hold ends": confirmed_at_the_end,
}
