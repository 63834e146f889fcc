"""What is decided by reading: circles, layers, shared state; and what cannot be read at all."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.lessons import Examination, Finding
from autograder.lessons.boundaries import CHECKS
from autograder.verdict import EvidenceKind

Examine = Callable[..., Examination]

MAIL, MAIN, WEB = "boxoffice/adapters/mail.py", "boxoffice/main.py", "boxoffice/web/orders.py"


def no_circles(exam: Examination) -> Finding:
    return CHECKS["no-circles"](exam)


def layers_kept(exam: Examination) -> Finding:
    return CHECKS["layers-kept"](exam)


def no_shared_state(exam: Examination) -> Finding:
    return CHECKS["no-shared-state"](exam)


READING = ("no-circles", "layers-kept", "no-shared-state")


@pytest.mark.parametrize("check", READING)
def test_the_solution_passes(examine: Examine, check: str) -> None:
    assert CHECKS[check](examine()).reason == "passed"


@pytest.mark.parametrize("check", [name for name in CHECKS if name != "same-answers"])
def test_a_module_that_cannot_be_read_is_named(examine: Examine, check: str) -> None:
    finding = CHECKS[check](examine({"boxoffice/texts.py": "def f(:\n"}))
    assert (finding.share, finding.reason) == (0, "syntax-error")
    assert (finding.evidence[0].path, finding.evidence[0].line) == ("boxoffice/texts.py", 1)


@pytest.mark.parametrize("check", [name for name in CHECKS if name != "same-answers"])
def test_an_import_by_a_name_that_nobody_can_read_is_refused(examine: Examine, check: str) -> None:
    text = "from importlib import import_module\n\ndef load(name):\n    return import_module(name)\n"
    finding = CHECKS[check](examine({"boxoffice/texts.py": text}))
    assert (finding.share, finding.reason) == (0, "unread-import")
    assert (finding.evidence[0].line, finding.evidence[0].snippet) == (4, "return import_module(name)")


def test_scripts_and_tests_are_not_looked_at(examine: Examine) -> None:
    written = {"scripts/x.py": "def f(:\n", "tests/test_x.py": "STATE = []\ndef f():\n    STATE.append(1)\n"}
    for check in READING:
        assert CHECKS[check](examine(written)).reason == "passed"


class TestCircles:
    def test_a_late_circle_is_shown_from_where_it_is_closed(self, examine: Examine) -> None:
        late = "def text():\n    from boxoffice.main import ROUTES\n\n    return ROUTES\n\n\nclass HttpMail"
        finding = no_circles(examine(changes={MAIL: ("class HttpMail", late)}))

        assert finding.reason == "import-circle"
        (circle,) = finding.evidence
        assert circle.kind is EvidenceKind.CHAIN
        assert circle.chain == ("boxoffice.main", "boxoffice.adapters.mail", "boxoffice.main")
        assert circle.path == MAIL
        assert circle.snippet == "from boxoffice.main import ROUTES"
        assert "inside text" in circle.message

    def test_types_only_close_no_circle(self, examine: Examine) -> None:
        typed = (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import boxoffice.main\nimport requests"
        )
        assert no_circles(examine(changes={MAIL: ("import requests", typed)})).reason == "passed"

    def test_several_circles_are_counted(self, examine: Examine) -> None:
        written = {
            f"boxoffice/{name}.py": f"import boxoffice.{other}\n" for name, other in ("ab", "ba", "cd", "dc")
        }
        assert no_circles(examine(written)).summary == "Modules import one another in 2 circles."


class TestLayers:
    @pytest.mark.parametrize(
        ("path", "text", "words"),
        [
            (MAIL, "from boxoffice.web import answers\n", "adapters must not import web"),
            (MAIL, "import boxoffice.main\n", "Nobody imports main"),
            ("boxoffice/ports.py", "from boxoffice.adapters import tables\n", "ports must not import"),
            ("boxoffice/settings.py", "from boxoffice import domain\n", "settings must not import domain"),
            ("boxoffice/domain/money.py", "from boxoffice import ports\n", "domain must not import ports"),
            (WEB, "from boxoffice.adapters import mail\n", "web is handed its adapters"),
            (WEB, "from boxoffice.adapters.payments import HttpPayments\n", "web is handed its adapters"),
        ],
    )
    def test_each_arrow_against_the_map_is_refused(
        self, examine: Examine, path: str, text: str, words: str
    ) -> None:
        future = "from __future__ import annotations\n"
        finding = layers_kept(examine(changes={path: (future, future + text)}))
        assert finding.reason == "forbidden-import"
        assert words in finding.evidence[0].message
        assert finding.evidence[0].snippet == text.strip()

    def test_a_detour_is_shown_whole(self, examine: Examine) -> None:
        written = {
            "boxoffice/formats.py": "from boxoffice.texts import x\n",
            "boxoffice/texts.py": "from boxoffice.web.answers import seats_left as x\n",
        }
        future = "from __future__ import annotations\n"
        exam = examine(written, {MAIL: (future, f"{future}from boxoffice import formats\n")})
        (crossed,) = layers_kept(exam).evidence
        assert crossed.chain == (
            "boxoffice.adapters.mail",
            "boxoffice.formats",
            "boxoffice.texts",
            "boxoffice.web.answers",
        )

    @pytest.mark.parametrize(
        "text",
        [
            "from boxoffice.web import orders\n",
            "from boxoffice.adapters import mail, payments\nfrom boxoffice.main import app\n",
        ],
    )
    def test_a_module_of_ones_own_may_stand_anywhere(self, examine: Examine, text: str) -> None:
        assert layers_kept(examine({"boxoffice/start.py": text})).reason == "passed"

    def test_services_of_later_lessons_have_their_place(self, examine: Examine) -> None:
        future = "from __future__ import annotations\n"
        written = {
            "boxoffice/services/__init__.py": "",
            "boxoffice/services/buying.py": "from boxoffice import domain, ports\n",
        }
        used = {WEB: (future, f"{future}from boxoffice.services import buying\n")}
        assert layers_kept(examine(written, used)).reason == "passed"
        wrong = {**written, "boxoffice/services/buying.py": "from boxoffice.adapters.tables import Order\n"}
        assert layers_kept(examine(wrong)).reason == "forbidden-import"

    @pytest.mark.parametrize(
        "text", ["from fastapi import HTTPException", "import starlette.responses", "import flask"]
    )
    def test_a_framework_below_the_web_is_refused(self, examine: Examine, text: str) -> None:
        finding = layers_kept(examine(changes={MAIL: ("import requests\n", f"import requests\n{text}\n")}))
        assert finding.reason == "framework-outside-web"
        assert finding.evidence[0].snippet == text

    def test_without_layers_there_is_nothing_to_keep(self, examine: Examine, stage: object) -> None:
        finding = layers_kept(examine(tree=stage))
        assert finding.reason == "missing-layer"
        told = [each.message for each in finding.evidence]
        assert told == [
            "There is no boxoffice/ports.py.",
            "There is no boxoffice/settings.py.",
            "There is no boxoffice/adapters/.",
        ]


class TestSharedState:
    def test_what_main_makes_and_hands_on_is_its_own(self, examine: Examine) -> None:
        exam = examine(changes={MAIN: ("_settings = ", "store = Store('sqlite://')\n_settings = ")})
        assert no_shared_state(exam).reason == "passed"

    def test_a_store_of_any_other_module_is_everybodys(self, examine: Examine) -> None:
        text = "from boxoffice.adapters.database import Store\n\nstore = Store('sqlite://')\n"
        finding = no_shared_state(examine({"boxoffice/adapters/shared.py": text}))
        assert finding.reason == "shared-state"
        assert finding.evidence[0].snippet == "store = Store('sqlite://')"

    def test_who_writes_is_named(self, examine: Examine) -> None:
        counted = "COUNTS = {}\n\n\nclass HttpMail"
        exam = examine(changes={MAIL: ("class HttpMail", counted)})
        assert no_shared_state(exam).reason == "passed"
        exam = examine(
            changes={
                MAIL: ("class HttpMail", counted),
                "boxoffice/adapters/clock.py": (
                    "def now()",
                    "from boxoffice.adapters import mail\ndef count(to):\n    mail.COUNTS[to] = 1\ndef now()",
                ),
            }
        )
        (place,) = no_shared_state(exam).evidence
        assert (
            place.message == "boxoffice.adapters.mail.COUNTS is shared by everybody, and count writes to it."
        )
        assert place.path == "boxoffice/adapters/clock.py"
