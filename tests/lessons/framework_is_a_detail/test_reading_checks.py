"""What is decided by reading: the core as it was, and a web layer that decides nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.lessons import Examination
from autograder.lessons.framework_is_a_detail import CHECKS
from autograder.lessons.framework_is_a_detail.core_untouched import OPEN
from autograder.tree import SourceTree

Examine = Callable[..., Examination]

BUYING = "boxoffice/services/buying.py"
DJANGO, DOOR = "boxoffice/web/django_app.py", "boxoffice/web/door.py"
TICKET = "ports.store.begin().admission(code)"

untouched = CHECKS["core-untouched"]
no_rule = CHECKS["no-rule-in-web"]


class TestCoreUntouched:
    @pytest.mark.parametrize("path", sorted(OPEN))
    def test_what_checking_in_needs_is_the_learners(self, examine: Examine, path: str) -> None:
        assert untouched(examine({path: "# anything\n"})).share == 1

    def test_a_byte_more_is_seen_with_its_line(self, examine: Examine) -> None:
        finding = untouched(examine(changes={BUYING: ('"""Buying tickets."""', '"""Buying tickets. """')}))
        assert (finding.share, finding.reason) == (0, "core-touched")
        assert (finding.evidence[0].path, finding.evidence[0].line) == (BUYING, 1)

    def test_a_new_module_and_one_that_is_gone_are_seen(self, examine: Examine, good: SourceTree) -> None:
        new = untouched(examine({"boxoffice/services/door_helper.py": ""}))
        assert new.evidence[0].message == "It is new."
        gone = untouched(examine(tree=good.without(BUYING)))
        assert gone.evidence[0].message == "It is gone."

    def test_the_web_layer_is_free(self, examine: Examine) -> None:
        assert untouched(examine({"boxoffice/web/views.py": "VIEWS = ()\n"})).share == 1


class TestNoRuleInWeb:
    def test_the_solution_translates(self, examine: Examine) -> None:
        assert no_rule(examine()).share == 1

    @pytest.mark.parametrize(
        ("path", "old", "new"),
        [
            (
                DJANGO,
                "    asked = QuoteIn",
                "    if ports.clock().hour < 8:\n        raise ValueError\n    asked = QuoteIn",
            ),
            (
                DJANGO,
                "order_json(bookings.order_status(order_id, ports))",
                "ports.store.begin().order(order_id)",
            ),
            (
                DOOR,
                "    return ",
                f"    if ports.clock() > {TICKET}.starts_at:\n        raise ValueError\n    return ",
            ),
        ],
        ids=["a time compared", "a query", "the door's bound"],
    )
    def test_work_is_seen_in_a_view_of_any_framework(
        self, examine: Examine, path: str, old: str, new: str
    ) -> None:
        finding = no_rule(examine(changes={path: (old, new)}))
        assert (finding.share, finding.reason) == (0, "work-in-web")
        assert finding.evidence[0].path == path

    def test_a_helper_of_the_web_layer_is_as_fat_as_its_view(self, examine: Examine) -> None:
        helper = {"boxoffice/web/late.py": "def too_late(ticket, now):\n    return now >= ticket.starts_at\n"}
        changes = {
            DJANGO: (
                "    gate = request",
                f"    if too_late({TICKET}, ports.clock()):\n        raise ValueError\n    gate = request",
            )
        }
        tree = examine(helper, changes).tree
        imported = tree[DJANGO].replace(
            "from boxoffice.web.failures",
            "from boxoffice.web.late import too_late\nfrom boxoffice.web.failures",
        )
        finding = no_rule(examine({DJANGO: imported}, tree=tree))
        assert finding.reason == "work-in-web"

    @pytest.mark.parametrize(
        ("helper", "share"),
        [
            ("def wanted(lines):\n    return sum(each.n for each in lines) > 8\n", 0),
            ("wanted = lambda n: more(n)\ndef more(lines):\n    return len(lines) > 8\n", 0),
            ("def wanted(lines):\n    return [vars(each) for each in lines]\n", 1),
            ("def wanted(lines):\n    return lines\ndef unasked(n):\n    return len(n) > 8\n", 1),
        ],
        ids=["a rule", "a helper's helper", "a translation", "what no view mentions"],
    )
    def test_a_new_helper_is_its_views_though_it_stands_among_the_adapters(
        self, examine: Examine, helper: str, share: float
    ) -> None:
        limits = "boxoffice/adapters/limits.py"
        asked = "    from boxoffice.adapters.limits import wanted\n\n    wanted([])\n"
        text = examine().tree[DJANGO].replace("    gate = request", f"{asked}    gate = request")
        finding = no_rule(examine({DJANGO: text, limits: helper}))
        assert finding.share == share
        assert share or finding.evidence[0].path == limits

    @pytest.mark.parametrize("package", ["django.http", "fastapi", "flask", "starlette.responses"])
    def test_a_framework_outside_the_web_layer_is_named(self, examine: Examine, package: str) -> None:
        finding = no_rule(examine({"boxoffice/services/pages.py": f"import {package}\n"}))
        assert finding.reason == "framework-outside-web"
        assert finding.evidence[0].path == "boxoffice/services/pages.py"

    def test_what_cannot_be_read_is_not_judged_by_its_looks(self, examine: Examine) -> None:
        loader = "import importlib\nNAME = input()\nimportlib.import_module(NAME)\n"
        finding = no_rule(examine({"boxoffice/web/loader.py": loader}))
        assert finding.reason == "unread-import"

    def test_a_module_that_does_not_parse_is_named_with_its_line(self, examine: Examine) -> None:
        finding = no_rule(examine({"boxoffice/web/broken.py": "\ndef view(:\n"}))
        assert (finding.reason, finding.evidence[0].line) == ("syntax-error", 2)
