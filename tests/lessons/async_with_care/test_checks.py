"""The checks of lesson 05 on a small box office: each wound refused by its own check, for its own reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.lessons.async_with_care.small_app import MAIN, small_app

if TYPE_CHECKING:
    from autograder.lessons import Finding
    from tests.lessons.async_with_care.conftest import Judge

TIMEOUT = "            async with asyncio.timeout(1.5):\n                return await offers_of("
ASK = "offers_of(client, partner, event_id, city)"

SHARED_ROUND = """
RUNNING = {}


async def extras(event_id, load):
    if event_id not in RUNNING:
        RUNNING[event_id] = asyncio.create_task(ask_all(event_id, load))
        RUNNING[event_id].add_done_callback(lambda _: RUNNING.pop(event_id))
    return await RUNNING[event_id]


async def ask_all(event_id, load):"""


def reasons(findings: dict[str, Finding]) -> dict[str, str]:
    return {name: finding.reason for name, finding in findings.items() if finding.share < 1}


def test_a_right_app_passes_all(judge: Judge) -> None:
    findings = judge(small_app())
    assert reasons(findings) == {}
    assert "at most 4 at a time" in findings["together"].summary


@pytest.mark.parametrize(
    ("old", "new", "refused"),
    [
        (
            "            return []",
            "            import time\n            time.sleep(0.01)\n            return []",
            {"nothing-blocks": "blocks"},
        ),
        (
            "    places = asyncio",
            "    open(__file__).close()\n    places = asyncio",
            {"nothing-blocks": "blocks"},
        ),
        (
            "    places = asyncio",
            "    for _ in range(2000):\n        _\n    places = asyncio",
            {"nothing-blocks": "long-work"},
        ),
        (
            "await run_in_threadpool(load, event_id)",
            "load(event_id)",
            {"nothing-blocks": "blocks"},
        ),
        ("Semaphore(4)", "Semaphore(5)", {"together": "too-many-at-once"}),
        ("await asyncio.gather(*asking)", "[await each for each in asking]", {"together": "one-by-one"}),
        (
            TIMEOUT,
            "            if 1:\n                return await offers_of(",
            {"partial-answers": "no-limit"},
        ),
        ("timeout(1.5)", "timeout(1.3)", {"partial-answers": "gives-up-early"}),
        ("timeout(1.5)", "timeout(1.7)", {"partial-answers": "waits-too-long"}),
        (", ValueError, KeyError, TypeError)", ")", {"partial-answers": "not-200"}),
        ("    answer.raise_for_status()\n", "", {"partial-answers": "missing-not-named"}),
        ("    return [{", "    answer.json()['offers'][0]\n    return [{", {"partial-answers": "empty-list"}),
        ("async def extras(event_id, load):", SHARED_ROUND, {"together": "not-anew"}),
    ],
)
def test_a_wound_is_refused_by_its_check(judge: Judge, old: str, new: str, refused: dict[str, str]) -> None:
    assert reasons(judge(small_app((old, new)))) == refused


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("async def idle():\n    return 1", "never-waits"),
        ("async def idle():\n    await asyncio.sleep(0)", "never-waits"),
        ("def beside():\n    asyncio.run(None)", "own-loop"),
    ],
)
def test_async_that_never_waits_and_a_loop_beside_are_refused_unrun(
    judge: Judge, lines: str, reason: str
) -> None:
    changed = ("async def ask(", f"{lines}\n\n\nasync def ask(")
    name = "async-where-it-waits"
    assert judge(small_app(changed), name)[name].reason == reason


def test_the_extras_may_stand_anywhere_while_their_route_is_async(judge: Judge) -> None:
    tree, path = small_app(), "boxoffice/services/extras.py"
    moved = tree.with_file("boxoffice/services/fan_out.py", tree[path])
    handed_on = moved.with_file(path, "from boxoffice.services.fan_out import extras as extras\n")
    name = "async-where-it-waits"
    assert reasons(judge(handed_on, name)) == {}


def test_a_plain_route_of_the_extras_is_refused_where_it_stands(judge: Judge) -> None:
    name = "async-where-it-waits"
    plain = MAIN.replace("async def event_extras", "def event_extras").replace("await extras", "extras")
    finding = judge(small_app(main=plain), name)[name]
    assert finding.reason == "not-async"
    assert finding.evidence[0].snippet == "def event_extras(event_id: int):"


def test_a_blocking_client_stands_the_loop_still_and_the_way_to_it_is_told(judge: Judge) -> None:
    call = "answer = await client.get("
    findings = judge(small_app((call, "import requests\n    answer = requests.get(")))
    assert findings["nothing-blocks"].reason == "blocks"
    evidence = findings["nothing-blocks"].evidence[0]
    assert evidence.path == "boxoffice/services/extras.py"
    assert "requests.get in the loop" in evidence.message
    assert findings["together"].reason == "loop-stands-still"
    assert findings["partial-answers"].reason == "loop-stands-still"


def test_the_database_in_an_async_handler_is_told_at_the_handler(judge: Judge) -> None:
    main = MAIN.replace("def event(event_id: int)", "async def event(event_id: int)")
    findings = judge(small_app(main=main))
    assert findings["nothing-blocks"].evidence[0].snippet == 'return {"id": event_id, "city": load(event_id)}'
    assert findings["async-where-it-waits"].reason == "never-waits"


def test_made_up_offers_are_no_answers(judge: Judge) -> None:
    made_up = 'return [{"partner": partner, "title": "x", "price_cents": 1}]\n    return ['
    findings = judge(small_app(("return [{", "return [{"), ("    return [{", f"    {made_up}{{")))
    assert findings["same-answers"].reason == "different-answers"
    assert findings["together"].reason == "wrong-extras"


def test_a_city_that_is_not_quoted_in_the_query_is_told_with_the_answer(judge: Judge) -> None:
    params = '", params={"event": event_id, "city": city})'
    finding = judge(small_app((params, '?event={event_id}&city={city}")')), "same-answers")["same-answers"]
    assert finding.reason == "wrong-extras"
    assert "Söhne" in finding.evidence[0].message


def test_requests_at_the_same_time_that_share_what_they_ask_for_are_mixed(judge: Judge) -> None:
    of_the_module = (
        ("    city = await run", "    global CITY\n    city = CITY = await run"),
        (f"return await {ASK}", f"return await {ASK.replace('city', 'CITY')}"),
    )
    findings = judge(small_app(*of_the_module))
    assert reasons(findings) == {"together": "mixed"}
    assert "wrong ones of" in findings["together"].evidence[0].got


def test_who_was_given_up_and_is_still_connected_counts_among_the_four(judge: Judge) -> None:
    at_the_end = (
        ("    missing = [", "    [each.cancel() for each in given_up]\n    missing = ["),
        ("    places = asyncio", "    given_up = []\n    places = asyncio"),
        (
            "ask(client, places, partner, event_id, city) for",
            "ask(client, places, partner, event_id, city, given_up) for",
        ),
        (
            "async def ask(client, places, partner, event_id, city)",
            "async def ask(client, places, partner, event_id, city, given_up)",
        ),
        (
            f"{TIMEOUT}client, partner, event_id, city)",
            f"            asking = asyncio.create_task({ASK})\n"
            "            given_up.append(asking)\n"
            "            await asyncio.wait([asking], timeout=1.5)\n"
            "            return asking.result() if asking.done() else []",
        ),
    )
    client = (
        "    async with httpx2.AsyncClient(timeout=None, verify=False) as client:\n",
        "    client = httpx2.AsyncClient(timeout=None, verify=False)\n    if 1:\n",
    )
    finding = judge(small_app(client, *at_the_end), "together")["together"]
    assert finding.reason == "too-many-at-once"
    assert finding.summary.startswith("12 partners were waited for")


def test_tasks_that_nobody_waits_for_any_more_are_named(judge: Judge) -> None:
    kept = (
        "    async with httpx2.AsyncClient(timeout=None, verify=False) as client:\n",
        "    client = httpx2.AsyncClient(timeout=None, verify=False)\n    if 1:\n",
    )
    left = (
        f"{TIMEOUT}client, partner, event_id, city)",
        f"            asking = asyncio.create_task({ASK})\n"
        "            await asyncio.wait([asking], timeout=1.5)\n"
        "            return asking.result() if asking.done() else []",
    )
    finding = judge(small_app(kept, left))["partial-answers"]
    assert finding.reason == "task-left"
    assert "1 of its tasks still ran: offers_of" in finding.evidence[0].message


def test_half_of_the_partial_answers_is_there_when_the_limit_counts_the_queue(judge: Judge) -> None:
    queue = "    async with places:\n        try:\n            async with asyncio.timeout(1.5):\n"
    finding = judge(
        small_app((queue, "    if 1:\n        try:\n            async with asyncio.timeout(1.5), places:\n"))
    )["partial-answers"]
    assert (finding.share, finding.reason) == (0.5, "limit-too-wide")


def test_a_limit_that_begins_anew_with_every_byte_is_none_for_a_partner_that_drips(judge: Judge) -> None:
    anew = (
        ("timeout=None", "timeout=1.5"),
        (TIMEOUT, "            if 1:\n                return await offers_of("),
    )
    finding = judge(small_app(*anew), "partial-answers")["partial-answers"]
    assert (finding.share, finding.reason) == (0.5, "limit-anew")


def test_extras_that_are_not_there_yet_are_said_to_be_missing_and_nothing_else(judge: Judge) -> None:
    unfinished = ("    places = asyncio", "    await city\n    places = asyncio")
    findings = judge(small_app(unfinished), "together", "partial-answers")
    assert reasons(findings) == {"together": "no-extras", "partial-answers": "no-extras"}
    assert "500" in findings["together"].evidence[0].got


def test_an_app_that_does_not_start_is_refused_with_its_line(judge: Judge) -> None:
    findings = judge(small_app(("import asyncio", "import asyncio\nimport nowhere")))
    assert findings["same-answers"].reason == "import-error"
    assert findings["same-answers"].evidence[0].line == 3
    assert findings["together"].reason == "does-not-start"


@pytest.mark.parametrize(
    "line",
    [
        "import gc",
        "from asyncio import events",
        "import sys; sys.getprofile()",
        "exec('1')",
        "import time; getattr(time, 'sl' + 'eep')",
        "asyncio.events.Handle._run = None",
        "import os; os.environ.get('REACH')",
    ],
)
def test_code_that_could_know_the_watch_is_refused_unrun(judge: Judge, line: str) -> None:
    changed = ("\n\n\nasync def extras(", f"\n\n\ndef unused():\n    {line}\n\n\nasync def extras(")
    finding = judge(small_app(changed), "nothing-blocks")["nothing-blocks"]
    assert finding.reason == "meddling"
