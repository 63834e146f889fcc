"""Handlers, read and watched: whose work stands where, what it counts, and what the card says of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.lessons import Examination
from autograder.lessons.thin_controllers import CHECKS
from autograder.lessons.thin_controllers._web import route_of
from autograder.tree import SourceTree
from autograder.verdict import EvidenceKind

Examine = Callable[..., Examination]

thin = CHECKS["handlers-are-thin"]

ORDERS, MAIN, QUOTE = "boxoffice/web/orders.py", "boxoffice/main.py", "boxoffice/web/quote.py"
ANSWER = "    return order_json(buying.buy(purchase, ports))\n"


def with_lines(lines: str) -> dict[str, tuple[str, str]]:
    return {ORDERS: (ANSWER, lines + ANSWER)}


def test_the_old_handler_is_fat_in_every_way(examine: Examine, stage: SourceTree) -> None:
    finding = thin(examine(tree=stage))
    assert (finding.share, finding.reason) == (0, "query-in-web")
    assert [place.path for place in finding.evidence[:4]] == [ORDERS] * 4


@pytest.mark.parametrize(
    ("lines", "reason", "share"),
    [
        ("    if len(body.lines) > 8:\n        pass\n", "rule-in-web", 3 / 4),
        ("    ports.payments.charge(1, body.card, 'twice')\n", "call-in-web", 3 / 4),
        ("    ports.store.begin()\n", "query-in-web", 3 / 4),
        ("    log = []\n" + "    log.append(1)\n" * 14, "too-long", 3 / 4),
        (
            "    ports.store.begin()\n    if len(body.lines) > 8:\n        pass\n",
            "query-in-web",
            2 / 4,
        ),
    ],
)
def test_each_way_of_being_fat_costs_its_part(
    examine: Examine, lines: str, reason: str, share: float
) -> None:
    finding = thin(examine(changes=with_lines(lines)))
    assert finding.reason == reason
    assert finding.share == pytest.approx(share)


def test_the_evidence_shows_the_way_to_a_helper(examine: Examine) -> None:
    helper = "def few(body):\n    if len(body.lines) > 8:\n        pass\n\n\n"
    changes = {ORDERS: ("@router.post", helper + "@router.post")}
    finding = thin(examine(changes=changes | {}, tree=examine(changes=with_lines("    few(body)\n")).tree))
    (place,) = finding.evidence
    assert (place.kind, place.chain) == (EvidenceKind.CHAIN, ("buy", "few"))
    assert place.message == "POST /orders compares `len(body.lines) > 8`."
    assert place.snippet == "if len(body.lines) > 8:"


def test_a_handler_of_the_lesson_that_got_fat_again_costs_too(examine: Examine) -> None:
    answer = "    return quote_json("
    finding = thin(examine(changes={QUOTE: (answer, "    if event_id > 8:\n        pass\n" + answer)}))
    assert finding.reason == "rule-in-web"
    assert 0 < finding.share < 1
    assert "GET /quote" in finding.summary


def test_check_in_and_cancel_wait_for_lesson_04(examine: Examine) -> None:
    door = examine().tree["boxoffice/web/door.py"]
    assert "HTTPException(409" in door
    assert thin(examine()).share == 1


def test_names_of_parameters_make_no_other_route() -> None:
    assert route_of("GET", "/orders/{id}/x") == route_of("GET", "/orders/{order_id}/x")


MIDDLEWARE = """    errors.register(app)

    @app.middleware("http")
    async def look(request, call_next):
        {line}
        return await call_next(request)
"""


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("ports.store.begin()", "query-in-web"),
        ("{**vars(ports)}['payments'].charge(1, 'c', 'r')", "call-in-web"),
        ("await request.json() if int(request.headers['x-tickets']) > 8 else None", "rule-in-web"),
    ],
)
def test_work_beside_the_handlers_is_seen_by_reading_or_by_watching(
    examine: Examine, line: str, reason: str
) -> None:
    changes = {MAIN: ("    errors.register(app)\n", MIDDLEWARE.replace("{line}", line))}
    finding = thin(examine(changes=changes))
    assert finding.reason == reason
    assert finding.share < 1


def test_a_session_that_no_text_declares_is_seen_while_the_app_runs(examine: Examine) -> None:
    lines = "    box = {**vars(ports)}['store']\n    with box.begin() as t:\n        t.order(1)\n"
    finding = thin(examine(changes=with_lines(lines)))
    assert finding.reason == "query-in-web"
    assert "While POST /orders was answered, a query started here" in finding.evidence[0].message
    assert finding.evidence[0].snippet == "t.order(1)"


def test_queries_of_a_use_case_in_another_module_of_no_layer_are_the_use_cases(examine: Examine) -> None:
    files = {
        "boxoffice/reading.py": "def one(transaction, order_id):\n    return transaction.order(order_id)\n"
    }
    old = "        order = transaction.order(order_id)\n"
    changes = {
        "boxoffice/services/bookings.py": (
            old,
            "        from boxoffice.reading import one\n        order = one(transaction, order_id)\n",
        )
    }
    tree = examine(changes=changes).tree
    assert thin(examine(files, tree=tree)).share == 1


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        ("    getattr(buying, 'bu' + 'y')\n", "hidden-code"),
        ("    eval('1 + 1')\n", "hidden-code"),
        ("    return (\n", "syntax-error"),
    ],
)
def test_code_that_cannot_be_read_is_no_thin_handler(examine: Examine, new: str, reason: str) -> None:
    finding = thin(examine(changes=with_lines(new)))
    assert (finding.share, finding.reason) == (0, reason)


def test_a_route_that_is_registered_unseen_is_named(examine: Examine) -> None:
    made = (
        "router = APIRouter()\n\n\ndef other(body: dict):\n    return {}\n\n\n"
        "from fastapi.routing import APIRoute\n\n"
        "router.routes.insert(0, APIRoute('/orders', other, methods=['POST']))\n"
    )
    finding = thin(examine(changes={ORDERS: ("router = APIRouter()\n", made)}))
    assert (finding.share, finding.reason) == (0, "unseen-handler")
    assert finding.evidence[0].snippet == "def other(body: dict):"


def test_an_app_that_does_not_start_is_named_with_its_line(examine: Examine) -> None:
    finding = thin(examine(changes={ORDERS: ("router = APIRouter()\n", "router = APIRouter()\n1 / 0\n")}))
    assert finding.share == 0
    assert finding.evidence[0].path == ORDERS
