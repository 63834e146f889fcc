"""What is decided by running: the door alone, and the same requests under three frameworks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.lessons import Examination
from autograder.lessons.framework_is_a_detail import CHECKS
from autograder.lessons.framework_is_a_detail._differences import where_they_part
from autograder.tree import SourceTree
from autograder.verdict import EvidenceKind

Examine = Callable[..., Examination]

RULE, USE_CASE = "boxoffice/domain/door.py", "boxoffice/services/checking_in.py"
DJANGO, FLASK = "boxoffice/web/django_app.py", "boxoffice/web/flask_app.py"

free = CHECKS["check-in-is-free"]
routes = CHECKS["five-routes"]


class TestCheckInIsFree:
    def test_the_solution_has_all_three_parts(self, examine: Examine) -> None:
        assert free(examine()).share == 1

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("now < starts_at - OPENS_BEFORE_START", "now <= starts_at - OPENS_BEFORE_START"),
            ("now >= starts_at + CLOSES_AFTER_START", "now > starts_at + CLOSES_AFTER_START"),
            ("now < starts_at", "now.replace(tzinfo=None) < starts_at.replace(tzinfo=None)"),
            ('Refused("event-cancelled")', 'Refused("cancelled")'),
        ],
        ids=["as the doors open", "as they close", "without zones", "another word"],
    )
    def test_a_wrong_rule_costs_its_point_and_is_told_by_a_case(
        self, examine: Examine, old: str, new: str
    ) -> None:
        finding = free(examine(changes={RULE: (old, new)}))
        assert (finding.share, finding.reason) != (1, "passed")
        assert finding.reason == "wrong-rule"
        assert finding.evidence[0].kind is EvidenceKind.EXCHANGE
        assert finding.evidence[0].asked.startswith("check_in(now=")

    def test_a_reason_may_be_a_word_of_an_enum(self, examine: Examine) -> None:
        words = ("refunded", "event-cancelled", "used", "too-early", "too-late")
        text = examine().tree[RULE]
        for word in words:
            text = text.replace(f'Refused("{word}")', f"Refused(Reason.{word.upper().replace('-', '_')})")
        members = "".join(f'    {word.upper().replace("-", "_")} = "{word}"\n' for word in words)
        reasons = f"\nclass Reason(StrEnum):\n{members}\n\nOPENS_BEFORE_START ="
        text = text.replace("OPENS_BEFORE_START =", reasons, 1)
        text = text.replace("from datetime import", "from enum import StrEnum\nfrom datetime import", 1)
        assert free(examine({RULE: text})).reason == "passed"

    def test_two_that_win_cost_the_third_part_alone(self, examine: Examine) -> None:
        line = '        if not transaction.use_ticket(code, now):\n            raise Refused("used")\n'
        finding = free(examine(changes={USE_CASE: (line, "        transaction.use_ticket(code, now)\n")}))
        assert finding.share == pytest.approx(2 / 3)
        assert finding.reason == "two-let-in"

    def test_a_lock_of_the_process_does_not_stop_another_process(self, examine: Examine) -> None:
        asked = "        if not transaction.use_ticket(code, now):\n"
        unasked = "        transaction.use_ticket(code, now)\n        if used:\n"
        text = examine().tree[USE_CASE].replace(asked, unasked)
        text = text.replace("import logging\n", "import logging\nimport threading\n")
        text = text.replace("log = ", "LOCK = threading.Lock()\nlog = ")
        text = text.replace("with ports.store.begin()", "with LOCK, ports.store.begin()")
        finding = free(examine({USE_CASE: text}))
        assert (finding.share, finding.reason) == (pytest.approx(2 / 3), "two-let-in")
        assert "another process" in finding.evidence[0].message

    def test_a_ticket_that_is_not_noted_costs_the_use_case(self, examine: Examine) -> None:
        finding = free(examine(changes={USE_CASE: ("        transaction.commit()\n", "")}))
        assert finding.share == pytest.approx(1 / 3)

    def test_the_time_that_is_noted_is_the_one_that_the_rule_was_asked_about(self, examine: Examine) -> None:
        later = ("transaction.use_ticket(code, now)", "transaction.use_ticket(code, now := ports.clock())")
        finding = free(examine(changes={USE_CASE: later}))
        assert (finding.share, finding.reason) == (pytest.approx(1 / 3), "two-times")
        assert "the time that the rule was asked about" in finding.evidence[0].expected

    @pytest.mark.parametrize(
        ("early", "late", "share"),
        [
            ('log.info("ticket %s at gate %s", code, gate)', "", 2 / 3),
            ('log.info("%s at %s, %s", code, gate, now.isoformat())', "", 2 / 3),
            ('log.info("shown at gate %s", gate)', 'log.info("let in at gate %s", gate)', 1),
        ],
        ids=["before anything is decided", "with its time", "in other words"],
    )
    def test_who_is_turned_away_is_not_logged_as_if_let_in(
        self, examine: Examine, early: str, late: str, share: float
    ) -> None:
        text = examine().tree[USE_CASE].replace('log.info("ticket %s at gate %s", code, gate)', late)
        text = text.replace("    now = ports.clock()\n", f"    now = ports.clock()\n    {early}\n")
        finding = free(examine({USE_CASE: text}))
        assert finding.share == pytest.approx(share)
        assert share == 1 or finding.reason == "turned-away-logged-alike"
        assert share == 1 or finding.evidence[0].got.startswith("in the log, as of one let in: ")

    def test_a_missing_seam_is_named(self, examine: Examine, good: SourceTree) -> None:
        renamed = good[USE_CASE].replace("def check_in_ticket(", "def admit(")
        finding = free(examine({USE_CASE: renamed}))
        assert finding.reason == "missing-seam"


class TestFiveRoutes:
    def test_the_solution_answers_alike(self, examine: Examine) -> None:
        finding = routes(examine())
        assert finding.share == 1
        assert "the same answers under all three frameworks" in finding.summary

    @pytest.mark.parametrize(
        ("path", "old", "new", "lost"),
        [
            (DJANGO, ", status=HTTPStatus.CREATED", "", "POST /orders"),
            (DJANGO, "require_POST(refund_order)", "refund_order", "POST /orders/{id}/refund"),
            (DJANGO, "asked.pairs(), asked.promo", "asked.pairs(), None", "GET /quote"),
            (
                FLASK,
                "order_json(bookings.order_status(order_id, ports_of()))",
                "{'id': order_id}",
                "GET /orders/{id}",
            ),
        ],
        ids=["a status", "any method", "a promo forgotten", "Flask counts too"],
    )
    def test_a_route_that_answers_otherwise_costs_its_point(
        self, examine: Examine, path: str, old: str, new: str, lost: str
    ) -> None:
        finding = routes(examine(changes={path: (old, new)}))
        assert (finding.share, finding.reason) == (pytest.approx(4 / 5), "other-answer")
        assert finding.summary.endswith(f"The others: {lost}.")

    def test_ports_at_the_top_of_a_module_are_shared_by_two_apps(self, examine: Examine) -> None:
        head, call = "def routes(ports: Ports)", "partial(answering, view, ports)"
        text = examine().tree[DJANGO].replace(call, "partial(answering, view)")
        text = text.replace(head, f"PORTS: list[Ports] = []\n\n\n{head}").replace(
            "    views = {\n", "    PORTS[:] = [ports]\n    views = {\n"
        )
        text = text.replace(
            "def answering(view: View, ports: Ports, request", "def answering(view: View, request"
        ).replace("view(request, ports, **", "view(request, PORTS[0], **")
        finding = routes(examine({DJANGO: text}))
        assert (finding.share, finding.reason) == (pytest.approx(4 / 5), "shared-apps")

    def test_a_stack_that_does_not_start_is_told_with_its_line(self, examine: Examine) -> None:
        other = "from fastapi import FastAPI\n\n\ndef create_app(settings, ports):\n    return FastAPI()\n"
        finding = routes(examine({DJANGO: other}))
        assert (finding.share, finding.reason) == (0, "import-error")
        assert (finding.evidence[0].path, finding.evidence[0].line) == (DJANGO, 1)


def test_two_long_texts_are_shown_where_they_part() -> None:
    one, other = where_they_part(f"{'a' * 500}, at 18:00{'b' * 500}", f"{'a' * 500}, at 23:45{'b' * 500}")
    assert "at 18:00" in one
    assert "at 23:45" in other
    assert max(len(one), len(other)) < 200
    assert where_they_part("short", "shorter") == ("short", "shorter")


def test_of_a_long_text_and_its_beginning_the_end_is_shown_and_nothing_stays_nothing() -> None:
    whole = f"{'a' * 300}, and a mail{'b' * 300}"
    assert where_they_part(whole, "") == (f"{whole[:160]}...", "")
    one, other = where_they_part(whole, whole[:302])
    assert "and a mail" in one
    assert other == f"...{whole[242:302]}"
