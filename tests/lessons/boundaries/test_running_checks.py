"""What is decided by running: the domain alone, two apps, the adapters on the wire, the walk of before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.lessons import Examination
from autograder.lessons.boundaries import CHECKS
from autograder.tree import SourceTree

Examine = Callable[..., Examination]

MAIN, SETTINGS = "boxoffice/main.py", "boxoffice/settings.py"
PRICING, REFUNDS, MONEY = (f"boxoffice/domain/{name}.py" for name in ("pricing", "refunds", "money"))
PAYMENTS, MAIL, CLOCK = (f"boxoffice/adapters/{name}.py" for name in ("payments", "mail", "clock"))

UNREADABLE = "(ValueError, LookupError, TypeError)"
WITH_NONE = (
    "environ[name.upper()] for name in names if name.upper() in environ",
    "environ.get(name.upper()) for name in names",
)
OF_NOTHING = "Settings.from_environment({})"
KEPT = "north: create_app(settings, ports).state.settings"

NO_ANSWER = "            except requests.RequestException:\n"
CLEAR = "if answer.status_code in (HTTPStatus.CREATED, HTTPStatus.PAYMENT_REQUIRED):"
SENT = 'requests.post(f"{self._url}/messages", json={"to": to, "subject": subject, "text": text})'
LOST = "        except requests.RequestException:\n"

IN_BAD_TIMES = [
    (PAYMENTS, UNREADABLE, "(ValueError, TypeError)", "A charge whose id cannot be read: a 201 with {}"),
    (PAYMENTS, UNREADABLE, "(ValueError, LookupError)", "A charge whose id cannot be read: a 201 with []"),
    (
        PAYMENTS,
        CLEAR,
        "if answer.status_code == 201 or (answer.status_code == 402 and failure == 'no answer'):",
        "A card declined at the second try",
    ),
    (
        PAYMENTS,
        NO_ANSWER,
        f"{NO_ANSWER}                if what == 'refunds':\n                    raise\n",
        "A refund, no answer",
    ),
    (PAYMENTS, CLEAR, f"{CLEAR[:-1]} or (what == 'refunds' and answer.ok):", "A refund, a 200"),
    (
        MAIL,
        LOST,
        f"{LOST}            if subject.startswith('Your tickets'):\n                raise\n",
        "A confirmation, no answer",
    ),
    (
        MAIL,
        SENT,
        f"if {SENT}.status_code == 503 and subject.startswith('Refund'):\n                raise OSError",
        "A notice of a refund, mail in trouble",
    ),
]


@pytest.mark.parametrize("check", ["handed-in", "adapters-speak"])
def test_a_seam_that_is_missing_is_named(examine: Examine, check: str) -> None:
    finding = CHECKS[check](
        examine(changes={MAIN: ("def connect(", "def connect_all("), CLOCK: ("now", "now")})
    )
    assert finding.share == 0
    renamed = examine({MAIN: "app = None\n"})
    finding = CHECKS[check](renamed)
    assert finding.reason == "missing-seam"
    assert "boxoffice.main." in finding.evidence[0].message


class TestDomainAlone:
    @pytest.mark.parametrize(
        ("path", "old", "new", "reason"),
        [
            (PRICING, "from dataclasses", "import requests\nfrom dataclasses", "knows-outside"),
            (PRICING, "from dataclasses", "import os.path\nfrom dataclasses", "knows-outside"),
            (PRICING, "from dataclasses", "from boxoffice import ports\nfrom dataclasses", "knows-outside"),
            (PRICING, "from dataclasses", "import sys\nfrom dataclasses", "knows-outside"),
            (REFUNDS, "    if refunded:", "    now = datetime.now()\n    if refunded:", "hidden-input"),
            (REFUNDS, "    if refunded:", "    open('/tmp/x')\n    if refunded:", "hidden-input"),
            (REFUNDS, "    if refunded:", "    object.__subclasses__()\n    if refunded:", "hidden-input"),
            (MONEY, "return divided(amount * percent, 100)", "return amount * percent / 100", "wrong-answer"),
            (REFUNDS, "notice >= FULL_REFUND_NOTICE", "notice > FULL_REFUND_NOTICE", "wrong-answer"),
            (
                REFUNDS,
                "    if refunded:",
                "    now = now.replace(tzinfo=None)\n    if refunded:",
                "wrong-answer",
            ),
        ],
    )
    def test_what_a_rule_must_not_know_or_answer_is_refused(
        self, examine: Examine, path: str, old: str, new: str, reason: str
    ) -> None:
        finding = CHECKS["domain-alone"](examine(changes={path: (old, new)}))
        assert (finding.share, finding.reason) == (0, reason)
        assert finding.evidence

    def test_a_wrong_answer_is_shown_as_a_call(self, examine: Examine) -> None:
        exam = examine(changes={PRICING: ("LOWEST_FEE: Cents = 1_00", "LOWEST_FEE: Cents = 50")})
        exchange = CHECKS["domain-alone"](exam).evidence[0]
        assert exchange.asked.startswith("price([(")
        assert "fee 100" in exchange.expected
        assert "fee 100" not in exchange.got

    def test_another_answer_to_the_same_values_is_refused(self, examine: Examine) -> None:
        forgetful = "ASKED = set()\n\n\ndef service_fee"
        changed = {PRICING: ("def service_fee", forgetful)}
        body = "    if discounted == 0:\n        return 0\n"
        once = "    if discounted in ASKED:\n        return 7\n    ASKED.add(discounted)\n"
        written = examine(changes=changed).tree[PRICING].replace(body, body + once)
        finding = CHECKS["domain-alone"](examine({PRICING: written}))
        assert finding.reason in ("wrong-answer", "other-answer")

    def test_a_domain_in_one_module_will_do(self, examine: Examine, good: SourceTree) -> None:
        parts = [f"boxoffice/domain/{name}.py" for name in ("errors", "money", "pricing", "refunds")]
        lines = [line for path in parts for line in good[path].splitlines()]
        kept = [line for line in lines if not line.startswith(("from __future__", "from boxoffice"))]
        text = "from __future__ import annotations\n" + "\n".join(kept) + "\n"
        files = {path: text for path, text in good.files.items() if not path.startswith("boxoffice/domain/")}
        exam = examine(tree=SourceTree({**files, "boxoffice/domain.py": text}))
        assert CHECKS["domain-alone"](exam).reason == "passed"
        assert CHECKS["layers-kept"](exam).reason == "passed"


class TestHandedIn:
    def test_each_part_counts_a_third(self, examine: Examine) -> None:
        ports = "app.state.ports = ports"
        for new, broken in (
            ("replace(ports, clock=now)", "time"),
            ("replace(ports, new_code=new_code)", "codes"),
            ("replace(ports, mail=HttpMail(settings.mail_url))", "services and settings"),
        ):
            exam = examine(
                changes={MAIN: (ports, f"from dataclasses import replace\n    app.state.ports = {new}")}
            )
            finding = CHECKS["handed-in"](exam)
            assert finding.share == pytest.approx(2 / 3), finding
            assert finding.summary == f"Not all is handed in: {broken}."
            assert finding.evidence[0].expected != finding.evidence[0].got

    @pytest.mark.parametrize(
        ("path", "old", "new", "seen"),
        [
            (SETTINGS, " if name.upper() in environ", "", (OF_NOTHING, "KeyError: 'DATABASE_URL'")),
            (SETTINGS, *WITH_NONE, (OF_NOTHING, "database_url=None")),
            (SETTINGS, "(frozen=True)", "", ("settings.database_url = ...", "another database_url")),
            (MAIN, "    app.state.settings = settings\n", "", (KEPT, "nothing")),
            (MAIN, "settings = settings", "settings = Settings()", (KEPT, "another object (Settings)")),
        ],
    )
    def test_settings_have_defaults_are_frozen_and_kept(
        self, examine: Examine, path: str, old: str, new: str, seen: tuple[str, str]
    ) -> None:
        finding = CHECKS["handed-in"](examine(changes={path: (old, new)}))
        assert finding.share == pytest.approx(2 / 3)
        assert finding.summary == "Not all is handed in: services and settings."
        asked, got = seen
        assert finding.evidence[0].asked == asked
        assert finding.evidence[0].got.startswith(got)

    @pytest.mark.parametrize("default", ["'http://127.0.0.1:9000/mail'", "None"])
    def test_a_default_may_stand_in_from_environment(self, examine: Examine, default: str) -> None:
        by_hand = f"""
from typing import NamedTuple

class Settings(NamedTuple):
    database_url: str
    payments_url: str
    mail_url: str
    partners_url: str

    @staticmethod
    def from_environment(environ):
        names = ("DATABASE_URL", "PAYMENTS_URL", "PARTNERS_URL")
        database, payments, partners = (environ.get(name, "sqlite://") for name in names)
        return Settings(database, payments, environ.get("MAIL_URL", {default}), partners)
"""
        finding = CHECKS["handed-in"](examine({SETTINGS: by_hand}))
        assert finding.share == pytest.approx(1 if default != "None" else 2 / 3), finding

    def test_a_clock_read_out_of_sight_of_any_request_is_found_by_reading(self, examine: Examine) -> None:
        text = "from datetime import datetime\n\n\ndef stamp(order, at=datetime.now()):\n    return at\n"
        finding = CHECKS["handed-in"](examine({"boxoffice/stamps.py": text}))
        assert finding.share == pytest.approx(2 / 3)
        assert (finding.evidence[0].path, finding.evidence[0].line) == ("boxoffice/stamps.py", 4)

    def test_an_app_that_hangs_is_not_asked_on(self, examine: Examine) -> None:
        hanging = """    @app.middleware("http")
    async def hang(request, call_next):
        while True:
            pass

    return app"""
        finding = CHECKS["handed-in"](examine(changes={MAIN: ("    return app", hanging)}))
        assert finding.share == 0
        assert "no answer within" in finding.evidence[0].got


class TestAdaptersSpeak:
    def test_payments_and_mail_count_half_each(self, examine: Examine) -> None:
        finding = CHECKS["adapters-speak"](examine(changes={MAIL: ("Your tickets for", "Tickets for")}))
        assert (finding.share, finding.reason) == (0.5, "promise-broken")
        exchange = finding.evidence[0]
        assert exchange.asked.startswith("mail.send_confirmation(Confirmation(")
        assert "Your tickets for" in exchange.expected

    def test_who_asks_the_environment_is_told_once_and_the_other_port_keeps_its_half(
        self, examine: Examine
    ) -> None:
        change = ("HttpMail(settings.mail_url)", "HttpMail(os.environ['MAIL_URL'])")
        finding = CHECKS["adapters-speak"](examine(changes={MAIN: change}))
        assert (finding.share, finding.reason) == (0.5, "promise-broken")
        (evidence,) = finding.evidence
        assert (
            evidence.message == "POST /messages went where the environment says, not where the settings say."
        )

    def test_what_is_raised_instead_is_told_with_its_place(self, examine: Examine) -> None:
        finding = CHECKS["adapters-speak"](
            examine(changes={PAYMENTS: ("raise Declined", "raise ValueError")})
        )
        exchange = finding.evidence[0]
        assert exchange.expected == "Declined is raised"
        assert exchange.got.startswith("ValueError: order ")
        assert f"at {PAYMENTS}, line" in exchange.got

    @pytest.mark.parametrize(
        ("path", "old", "new", "why"), IN_BAD_TIMES, ids=[why for *_, why in IN_BAD_TIMES]
    )
    def test_each_promise_is_asked_in_bad_times(
        self, examine: Examine, path: str, old: str, new: str, why: str
    ) -> None:
        finding = CHECKS["adapters-speak"](examine(changes={path: (old, new)}))
        assert (finding.share, finding.reason) == (0.5, "promise-broken")
        assert finding.evidence[0].message.startswith(why)

    def test_where_too_little_arrives_what_was_raised_is_told_too(self, examine: Examine) -> None:
        leaks = f"{NO_ANSWER}                if what == 'refunds':\n                    raise\n"
        (exchange,) = CHECKS["adapters-speak"](examine(changes={PAYMENTS: (NO_ANSWER, leaks)})).evidence
        assert exchange.expected.endswith("(2 times)")
        arrived, raised = exchange.got.splitlines()
        assert arrived.startswith("POST /refunds amount_cents ")
        assert raised.startswith("ConnectionError: ")
        assert f"at {PAYMENTS}, line" in raised

    def test_a_library_of_the_wire_outside_adapters_is_refused(self, examine: Examine) -> None:
        for text in (
            "import requests\n",
            "def f():\n    from urllib import request\n",
            "import httpx2 as h\n",
        ):
            finding = CHECKS["adapters-speak"](examine({"boxoffice/wire.py": text}))
            assert (finding.share, finding.reason) == (0, "wire-elsewhere")
        parsed = {"boxoffice/wire.py": "from urllib.parse import quote\n"}
        assert CHECKS["adapters-speak"](examine(parsed)).reason == "passed"


class TestSameAnswers:
    def test_an_exception_is_shown_with_its_place(self, examine: Examine) -> None:
        exam = examine(
            changes={
                "boxoffice/web/quote.py": ("    n = 0\n", "    n = 0 / len(ports.store.session().new)\n")
            }
        )
        finding = CHECKS["same-answers"](exam)
        assert finding.reason == "other-answer"
        exchange, place = finding.evidence[:2]
        assert exchange.asked.startswith("GET /quote?")
        assert (exchange.expected[:3], exchange.got[:3]) == ("200", "500")
        assert place.message == "ZeroDivisionError: division by zero"
        assert place.path == "boxoffice/web/quote.py"

    def test_an_app_that_does_not_start_says_why(self, examine: Examine) -> None:
        finding = CHECKS["same-answers"](examine({MAIN: "import nothing_like_this\n"}))
        assert finding.reason == "import-error"
        assert (finding.evidence[0].path, finding.evidence[0].line) == (MAIN, 1)
