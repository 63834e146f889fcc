"""What is decided by running: buying alone, the rule on plain values, three doors, the day of sales."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from autograder.lessons import Examination
from autograder.lessons.thin_controllers import CHECKS
from autograder.tree import SourceTree
from autograder.verdict import EvidenceKind

Examine = Callable[..., Examination]

BUYING = "boxoffice/services/buying.py"
ORDERS = "boxoffice/web/orders.py"
SALES, PRICING = "boxoffice/domain/sales.py", "boxoffice/domain/pricing.py"

alone = CHECKS["use-case-stands-alone"]
rules = CHECKS["rules-in-domain"]


class TestUseCaseStandsAlone:
    def test_without_it_there_is_a_word_for_it(self, examine: Examine, stage: SourceTree) -> None:
        assert alone(examine(tree=stage.without(BUYING))).reason == "no-use-case"

    @pytest.mark.parametrize("name", ["def buy(", "class Purchase:"])
    def test_a_seam_that_is_missing_is_named(self, examine: Examine, name: str) -> None:
        renamed = name.replace("buy", "bought").replace("Purchase", "Wanted")
        text = examine().tree[BUYING].replace(name, renamed).replace("purchase: Purchase", "purchase: object")
        finding = alone(examine({BUYING: text.replace("_hold(purchase: object", "_hold(purchase")}))
        assert finding.reason == "missing-seam"
        assert BUYING.removesuffix(".py").replace("/", ".") in finding.summary

    def test_a_framework_is_found_however_far_away(self, examine: Examine) -> None:
        helper = {"boxoffice/services/words.py": "def shout():\n    from fastapi import Request\n"}
        changes = {
            BUYING: (
                "from boxoffice.services.errors",
                "from boxoffice.services import words\nfrom boxoffice.services.errors",
            )
        }
        finding = alone(examine(helper, tree=examine(changes=changes).tree))
        assert (finding.share, finding.reason) == (0, "knows-framework")
        (way,) = finding.evidence
        assert way.kind is EvidenceKind.CHAIN
        assert way.chain[-2:] == ("boxoffice.services.words", "fastapi")

    def test_a_framework_for_types_only_is_none(self, examine: Examine) -> None:
        head = "@dataclass(frozen=True)\nclass Purchase"
        lines = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from fastapi import Request\n\n\n"
        changes = {BUYING: (head, lines + head)}
        assert alone(examine(changes=changes)).share == 1

    @pytest.mark.parametrize(
        ("old", "new", "what"),
        [
            ("cost.total, card", "cost.subtotal, card", "what payments was asked"),
            ("ports.mail.send_confirmation(", "print(", "number of confirmations"),
            ("ports.new_code() for", "'CODE' for", "number of codes"),
            ("cost.total == 0", "cost.total < 0", "what payments was asked"),
            ("purchase.promo if cost.promo_counts else None", "purchase.promo", "promo of the order"),
            (
                "        transaction.commit()\n    return order",
                "    return order",
                "what a later transaction finds",
            ),
            ("codes, ports.clock())", "codes, now + HOLD_TIME)", "paid_at of the order"),
            ("checked_email(purchase.email)", "purchase.email", "email of the order"),
        ],
    )
    def test_a_purchase_that_comes_out_wrong_earns_nothing(
        self, examine: Examine, old: str, new: str, what: str
    ) -> None:
        finding = alone(examine(changes={BUYING: (old, new)}))
        assert (finding.share, finding.reason) == (0, "wrong-bought")
        assert what in " ".join(place.message for place in finding.evidence)

    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            ('Refused("unknown-promo")', 'Refused("promo-over")', "wrong-refused"),
            ('Refused("unknown-tier")', 'ValueError("unknown-tier")', "wrong-refused"),
            ("declined=isinstance(failure, Declined)", "declined=True", "wrong-not-paid"),
            ("        transaction.release(order_id)\n", "", "wrong-not-paid"),
        ],
    )
    def test_refusals_and_unpaid_orders_are_a_third_each(
        self, examine: Examine, old: str, new: str, reason: str
    ) -> None:
        finding = alone(examine(changes={BUYING: (old, new)}))
        assert finding.reason == reason
        assert finding.share == pytest.approx(2 / 3)

    def test_the_ports_own_words_for_not_paid_are_as_good(self, examine: Examine) -> None:
        raised = "raise NotPaid(order_id, declined=isinstance(failure, Declined)) from failure"
        assert alone(examine(changes={BUYING: (raised, "raise")})).share == 1

    def test_a_miss_is_shown_as_a_call_with_what_was_raised_and_where(self, examine: Examine) -> None:
        finding = alone(examine(changes={BUYING: ("    now = ports.clock()\n", "    now = ports.clok()\n")}))
        assert "AttributeError" in finding.evidence[0].got
        assert f"{BUYING}, line" in finding.evidence[0].got
        assert finding.evidence[0].asked.startswith("buy(Purchase(event_id=")


class TestRulesInDomain:
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("on_sale_at <= now < starts_at", "on_sale_at < now < starts_at"),
            ("on_sale_at <= now < starts_at", "on_sale_at <= now <= starts_at"),
            ("> MOST_TICKETS", ">= MOST_TICKETS"),
            ("left[tier_id] < quantity", "left[tier_id] <= quantity"),
            ("if promo and not promo.is_good(now):", "if promo and promo.uses_left < 1:"),
            ("return", "return False if owned else"),
        ],
    )
    def test_a_bound_that_is_off_by_one_is_noticed(self, examine: Examine, old: str, new: str) -> None:
        text = examine().tree[SALES]
        if old == "return":
            text += "    return False\n"
        else:
            text = text.replace(old, new)
        finding = rules(examine({SALES: text}))
        assert (finding.share, finding.reason) == (0, "wrong-answer")
        assert finding.evidence[0].asked.startswith("may_buy(")

    def test_a_rule_that_changes_places_is_noticed(self, examine: Examine) -> None:
        text = examine().tree[SALES]
        promo = '    if promo and not promo.is_good(now):\n        raise Refused("promo-over")\n'
        moved = text.replace(promo, "") + promo
        assert rules(examine({SALES: moved})).reason == "wrong-answer"

    def test_a_right_rule_that_nobody_asks_is_worth_half(self, examine: Examine) -> None:
        values = "event.status, event.on_sale_at, event.starts_at, now, wanted, left, owned, promo"
        asked = f"        may_buy({values})\n"
        text = examine().tree[BUYING].replace(asked, "").replace("Refused, may_buy, price", "Refused, price")
        finding = rules(examine({BUYING: text}))
        assert (finding.share, finding.reason) == (0.5, "not-asked")

    def test_a_rule_that_is_a_bound_method_can_be_told_what_to_say(self, examine: Examine) -> None:
        head, _, rule = examine().tree[SALES].partition("def may_buy(\n")
        method = textwrap.indent(f"def may_buy(\n    self,\n{rule}", "    ")
        text = f"{head}class Rules:\n{method}\n\nmay_buy = Rules().may_buy\n"
        assert rules(examine({SALES: text})).share == 1


class TestOnePrice:
    def test_a_drifted_import_is_told_from_the_other_doors(self, examine: Examine, stage: SourceTree) -> None:
        path = "scripts/import_partner.py"
        finding = CHECKS["one-price"](examine({path: stage[path]}))
        assert (finding.share, finding.reason) == (0, "other-price")
        assert finding.summary.startswith("The import")
        assert "fee_cents 1500" in finding.evidence[0].expected

    def test_an_import_that_breaks_is_named_with_its_line(self, examine: Examine) -> None:
        finding = CHECKS["one-price"](examine({"scripts/import_partner.py": "1 / 0\n"}))
        assert finding.reason == "import-failed"
        assert finding.evidence[0].line == 1

    def test_an_import_that_prints_nothing_is_refused(self, examine: Examine) -> None:
        finding = CHECKS["one-price"](examine({"scripts/import_partner.py": "pass\n"}))
        assert finding.reason == "other-price"


class TestSameAnswers:
    @pytest.mark.parametrize(
        ("path", "old", "new", "words"),
        [
            (SALES, "now < starts_at", "now <= starts_at", "a concert that begins at this moment"),
            (PRICING, "now < self.ends_at", "now <= self.ends_at", "a code that is over"),
            (ORDERS, "Annotated[str | None, Header()] = None", "str | None = None", "the idempotency-key"),
            (ORDERS, "        idempotency_key=idempotency_key,\n", "", "the idempotency-key"),
        ],
    )
    def test_what_the_walk_of_before_does_not_try_the_day_of_sales_does(
        self, examine: Examine, path: str, old: str, new: str, words: str
    ) -> None:
        finding = CHECKS["same-answers"](examine(changes={path: (old, new)}))
        assert (finding.share, finding.reason) == (0, "other-answer")
        assert words in " ".join(place.message.lower() for place in finding.evidence)
