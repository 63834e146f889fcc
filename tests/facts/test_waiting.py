"""Which async functions ever wait, and who starts an event loop."""

from __future__ import annotations

import pytest

from autograder.facts import async_functions, own_loops, parse_text


def idle(text: str) -> list[str]:
    return [found.name for found in async_functions(parse_text(text)) if not found.waits]


@pytest.mark.parametrize(
    "body",
    [
        "return 1",
        "await asyncio.sleep(0)",
        "await other()",
        "async def inner():\n        await asyncio.sleep(1)\n    return inner",
        "await f()",
        "async with asyncio.timeout(1): return 1",
        "limit = asyncio.timeout(1)\n    async with limit: return 1",
    ],
)
def test_a_function_that_waits_for_nothing_real_never_waits(body: str) -> None:
    text = f"import asyncio\nasync def f():\n    {body}\nasync def other():\n    return 1\n"
    assert "f" in idle(text)


@pytest.mark.parametrize(
    "body",
    [
        "await asyncio.sleep(1)",
        "await client.get('x')",
        "await other()",
        "async for line in lines: pass",
        "async with lock: pass",
        "async with asyncio.timeout(1), lock: pass",
        "async with asyncio.timeout(1): await client.get('x')",
        "return [each async for each in lines]",
        "await asyncio.gather(other())",
        "await asyncio.to_thread(len, 'x')",
    ],
)
def test_a_function_that_waits_somewhere_does(body: str) -> None:
    text = f"import asyncio\nasync def f():\n    {body}\nasync def other():\n    await asyncio.sleep(1)\n"
    assert idle(text) == []


def test_what_is_awaited_in_vain_is_named() -> None:
    text = "async def f():\n    return await load(1)\nasync def load(number):\n    return number\n"
    first, second = async_functions(parse_text(text))
    assert (first.awaits, first.only) == (True, ("load(1)",))
    assert (second.awaits, second.waits) == (False, False)


def test_a_time_limit_round_nothing_is_named() -> None:
    text = "import asyncio\nasync def f():\n    async with asyncio.timeout(1):\n        return 1\n"
    (found,) = async_functions(parse_text(text))
    assert (found.awaits, found.only) == (True, ("asyncio.timeout(1)",))


@pytest.mark.parametrize(
    "function",
    [
        "async def f():\n    yield 1\n",
        "class C:\n    async def __aenter__(self):\n        return self\n",
        "class P:\n    async def offers(self):\n        '''What there is.'''\n",
        "class P:\n    async def offers(self): ...\n",
        "class P:\n    async def offers(self):\n        raise NotImplementedError\n",
    ],
)
def test_generators_methods_that_python_awaits_and_promises_are_free(function: str) -> None:
    assert async_functions(parse_text(function)) == ()


def test_a_promise_waits_where_one_of_those_who_keep_it_does() -> None:
    text = """
import asyncio
from typing import Protocol
class Partners(Protocol):
    async def offers(self): ...
class Http:
    async def offers(self):
        {body}
async def extras(partners: Partners):
    return await partners.offers()
"""
    assert idle(text.format(body="await asyncio.sleep(1)")) == []
    assert idle(text.format(body="return 1")) == ["Http.offers", "extras"]


@pytest.mark.parametrize(
    "call",
    ["asyncio.run(f())", "asyncio.new_event_loop()", "loop.run_until_complete(f())", "anyio.run(f)"],
)
def test_a_loop_of_ones_own_is_found(call: str) -> None:
    (found,) = own_loops(parse_text(f"import asyncio, anyio\ndef g(loop, f):\n    {call}\n"))
    assert (found.line, found.call) == (3, call.partition("(")[0])


@pytest.mark.parametrize("call", ["asyncio.get_running_loop()", "asyncio.get_event_loop()"])
def test_the_loop_that_runs_is_nobodys_own(call: str) -> None:
    assert own_loops(parse_text(f"import asyncio\nasync def f():\n    {call}\n")) == ()


def test_a_plain_function_that_gets_a_loop_may_get_a_new_one() -> None:
    text = "import asyncio\nasync def f():\n    def g():\n        asyncio.get_event_loop()\n    return g\n"
    assert [found.line for found in own_loops(parse_text(text))] == [4]
