"""The checks of lesson 08 on its solution with one thing changed: each part, and each reason."""

from __future__ import annotations

import pytest

from autograder.lessons.performance_from_simplicity import CHECKS
from tests.lessons.conftest import Examine
from tests.lessons.performance_from_simplicity.conftest import Judge

TABLES = "boxoffice/adapters/tables.py"
CUSTOMER = "boxoffice/adapters/customer_orders.py"
REPORT = "boxoffice/adapters/sales_report.py"
DIAGNOSIS = "scripts/diagnosis.py"
EAGER = "            selectinload(tables.Order.tickets),\n"


def test_the_solution_passes_and_says_what_was_counted(examine: Examine) -> None:
    exam = examine()
    findings = {name: check(exam) for name, check in CHECKS.items()}
    assert {finding.share for finding in findings.values()} == {1.0}
    assert "2 with 35 orders, 2 with 107 orders, 2 with 395 orders" in findings["constant-queries"].summary


def test_a_list_that_is_loaded_for_each_order_is_told_with_its_line(judge: Judge) -> None:
    finding = judge("constant-queries", (CUSTOMER, EAGER, ""))
    assert (finding.share, finding.reason) == (0.5, "queries-grow")
    assert "boxoffice/adapters/rows.py:" in finding.evidence[0].message


def test_many_queries_are_too_many_also_where_they_do_not_grow(judge: Judge) -> None:
    more = "    session.execute(select(1))\n" * 9
    finding = judge("constant-queries", (CUSTOMER, "    return [", f"{more}    return ["))
    assert (finding.share, finding.reason) == (0.5, "many-queries")


def test_a_report_that_asks_for_each_day_asks_oftener_when_there_are_more_days(judge: Judge) -> None:
    each = (
        "    for _ in session.scalars(select(func.date(Order.paid_at)).distinct()).all():\n"
        "        session.execute(select(1))\n"
    )
    finding = judge("constant-queries", (REPORT, "    return Report(list(", f"{each}    return Report(list("))
    assert (finding.share, finding.reason) == (0.5, "queries-grow")


@pytest.mark.parametrize(
    ("column", "share"),
    [
        ("email: Mapped[str] = column(String(200), index=True)", 0.5),
        ("paid_at: Mapped[datetime | None] = column(Moment, index=True)", 0.75),
    ],
)
def test_an_index_that_is_missing_costs_the_part_that_needs_it(
    judge: Judge, column: str, share: float
) -> None:
    finding = judge("index-used", (TABLES, column, column.replace(", index=True", "")))
    assert (finding.share, finding.reason) == (share, "reads-all")
    assert any("SCAN" in evidence.message for evidence in finding.evidence)


def test_rows_that_come_with_the_orders_are_fetched(judge: Judge) -> None:
    finding = judge("sums-in-database", (REPORT, ".group_by(*keys)", ".group_by(*keys, Order.id)"))
    assert (finding.share, finding.reason) == (0, "fetches-orders")


def test_work_that_grows_faster_than_the_orders_is_half_of_the_points(judge: Judge) -> None:
    pairs = (
        "    from sqlalchemy import text\n\n"
        "    every = 'select count(*) from orders a join orders b on a.id % 8 = 0 and b.id > 0'\n"
        "    session.execute(text(every))\n"
    )
    finding = judge(
        "sums-in-database", (REPORT, "    return Report(list(", f"{pairs}    return Report(list(")
    )
    assert (finding.share, finding.reason) == (0.5, "steps-grow")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (CUSTOMER, "tables.Order.email == email", "tables.Order.email.ilike(email)"),
        (CUSTOMER, ".order_by(tables.Order.id)", ".order_by(tables.Order.id.desc())"),
        (REPORT, "func.sum(Line.quantity * Line.price)", "func.sum(Line.price)"),
        (REPORT, "time.max", "time(23, 59, 59)"),
        (
            REPORT,
            "    if event_id is not None and not is_an_id(event_id):\n        return Report([], [])\n",
            "",
        ),
    ],
)
def test_a_wrong_number_is_no_answer(judge: Judge, path: str, old: str, new: str) -> None:
    finding = judge("same-answers", (path, old, new))
    assert (finding.share, finding.reason) == (0, "wrong-answer")


def test_another_route_that_answers_otherwise_is_told(judge: Judge) -> None:
    finding = judge("same-answers", ("boxoffice/adapters/event_list.py", "tier.seats - taken", "tier.seats"))
    assert finding.reason == "different-answers"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("promo: Mapped[str | None] = column(", "promo: Mapped[str | None] = mapped_column(", ""),
        (
            "charge_id: Mapped[str | None] = column(String(100))",
            "charge_id: Mapped[str | None] = column(String(9))",
            "varchar(9)",
        ),
        (
            "fee: Mapped[int] = column(default=0)",
            "fee: Mapped[int] = mapped_column(default=0)",
            "fee integer not null",
        ),
    ],
)
def test_a_column_of_another_type_is_another_column(judge: Judge, old: str, new: str, told: str) -> None:
    finding = judge("same-answers", (TABLES, old, new))
    assert finding.reason == ("schema-altered" if told else "passed")
    assert told in " ".join(evidence.message for evidence in finding.evidence)


def test_tables_that_take_no_rows_any_more_are_refused(judge: Judge) -> None:
    changed = (TABLES, '    __tablename__ = "order_lines"', '    __tablename__ = "lines_of_orders"')
    assert judge("same-answers", changed).reason == "tables-changed"


def test_an_app_that_does_not_start_is_told_with_its_line(judge: Judge) -> None:
    finding = judge("constant-queries", (CUSTOMER, "def orders_of(", "import nowhere\n\n\ndef orders_of("))
    assert finding.reason == "does-not-start"
    assert finding.evidence[0].path == CUSTOMER


@pytest.mark.parametrize(
    "line",
    [
        "    import sqlite3\n    sqlite3.connect = None\n",
        "    session.connection().connection.driver_connection.set_trace_callback(None)\n",
        "    import subprocess\n    subprocess.run(['true'])\n",
        "    open(session.get_bind().url.database, 'rb').close()\n",
    ],
)
def test_whoever_meddles_with_the_counting_is_refused(judge: Judge, line: str) -> None:
    finding = judge("constant-queries", (CUSTOMER, "    wanted = (", f"{line}    wanted = ("))
    assert (finding.share, finding.reason) == (0, "counting-touched")


@pytest.mark.parametrize(
    "sql",
    [
        "create index if not exists made on orders (email)",
        "update orders set status = status where id = 1 returning id",
    ],
)
def test_a_page_that_changes_the_database_earns_nothing_for_what_is_counted(judge: Judge, sql: str) -> None:
    line = f"    from sqlalchemy import text\n    session.execute(text({sql!r}))\n"
    change = (CUSTOMER, "    wanted = (", f"{line}    wanted = (")
    for check in ("constant-queries", "index-used", "sums-in-database"):
        finding = judge(check, change)
        assert (finding.share, finding.reason) == (0, "changes-on-get")
        assert sql in finding.evidence[0].message
    assert judge("same-answers", change).share == 1


@pytest.mark.parametrize("line", ["import gc", "import sys; sys._getframe()", "exec('1')", "import ctypes"])
def test_code_that_could_reach_the_counting_is_refused_unrun(judge: Judge, line: str) -> None:
    finding = judge("index-used", (CUSTOMER, "    wanted = (", f"    {line}\n    wanted = ("))
    assert finding.reason == "meddling"


@pytest.mark.parametrize(
    ("text", "share", "reason"),
    [
        ("", 0, "no-diagnosis"),
        ("REPORT_QUERIES = (", 0, "no-diagnosis"),
        ("REPORT_QUERIES = 10", 0.25, "not-as-measured"),
        ("REPORT_QUERIES = 10.0\nCUSTOMER_QUERIES = True", 0, "not-as-measured"),
        ("CUSTOMER_QUERIES = len('x' * 21)", 0, "not-as-measured"),
    ],
)
def test_a_diagnosis_is_read_and_each_answer_counts(
    examine: Examine, text: str, share: float, reason: str
) -> None:
    finding = CHECKS["diagnosis"](examine({DIAGNOSIS: text}))
    assert (finding.share, finding.reason) == (share, reason)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("REPORT_QUERIES = '10'", "REPORT_QUERIES is '10'. Write a number"),
        ("REPORT_QUERIES = 8 + 2", "REPORT_QUERIES is something that is worked out. Write a number"),
        ("CUSTOMER_QUERIES = 1", "REPORT_QUERIES is not there. It is a number"),
        ("REPORT_QUERIES = 11", "REPORT_QUERIES = 11: GET /reports/sales asks another number"),
        (f"REPORT_QUERIES = 0x{'f' * 5_000}", "REPORT_QUERIES = a number of thousands of digits: GET"),
    ],
)
def test_an_answer_that_is_written_otherwise_is_told_so(examine: Examine, text: str, said: str) -> None:
    finding = CHECKS["diagnosis"](examine({DIAGNOSIS: text}))
    assert finding.evidence[0].message.startswith(said)


def test_a_diagnosis_that_is_wrong_is_not_told_what_is_right(examine: Examine) -> None:
    finding = CHECKS["diagnosis"](examine({DIAGNOSIS: "REPORT_QUERIES = 1"}))
    assert not any("10" in evidence.message for evidence in finding.evidence)
