"""Calls that block an event loop: whatever waits in place below an async function, by the shortest way."""

from __future__ import annotations

import pytest

from autograder.facts import BlockingCall, blocking_calls, parse, parse_text
from autograder.tree import SourceTree

ADAPTER = """
import requests
class Partners:
    def offers(self, partner):
        return requests.get(partner)
"""
PORTS = """
from dataclasses import dataclass
from typing import Protocol
class Offers(Protocol):
    def offers(self, partner): ...
@dataclass
class Ports:
    partners: Offers
"""
SERVICE = """
from shop.ports import Ports
async def extras(ports: Ports):
    return ask(ports)
def ask(ports: Ports):
    return ports.partners.offers("x")
"""


def calls(text: str) -> list[str]:
    return [found.call for found in blocking_calls(parse_text(text))]


def in_async(body: str, head: str = "") -> list[str]:
    return calls(f"{head}\nasync def handler(x=None):\n    {body}\n")


@pytest.mark.parametrize(
    ("head", "body", "call"),
    [
        ("import time", "time.sleep(1)", "time.sleep"),
        ("from time import sleep as rest", "rest(1)", "time.sleep"),
        ("import requests", "requests.get('x')", "requests.get"),
        ("import httpx2", "httpx2.get('x')", "httpx2.get"),
        ("import httpx2", "httpx2.Client().get('x')", "httpx2.Client.get"),
        ("from urllib.request import urlopen", "urlopen('x')", "urllib.request.urlopen"),
        ("", "open('x')", "builtins.open"),
        ("from pathlib import Path", "Path('x').read_text()", "pathlib.Path.read_text"),
        ("import subprocess", "subprocess.run(['x'])", "subprocess.run"),
        ("from select import select", "select([], [], [], 1)", "select.select"),
        ("import sqlite3", "sqlite3.connect('x').execute('y')", "sqlite3.connect.execute"),
        (
            "from sqlalchemy.orm import Session",
            "Session(x).execute('y')",
            "sqlalchemy.orm.Session.execute",
        ),
        (
            "from concurrent.futures import ThreadPoolExecutor",
            "ThreadPoolExecutor().submit(x).result()",
            "concurrent.futures.ThreadPoolExecutor.submit.result",
        ),
    ],
)
def test_what_waits_in_place_in_an_async_function_is_found(head: str, body: str, call: str) -> None:
    assert call in in_async(body, head)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("import asyncio, time", "await asyncio.to_thread(time.sleep, 1)"),
        ("import asyncio, requests", "await asyncio.to_thread(lambda: requests.get('x'))"),
        ("import httpx2", "await httpx2.AsyncClient().get('x')"),
        ("from sqlalchemy import select", "select(x)"),
        ("from sqlalchemy.ext.asyncio import AsyncSession", "await AsyncSession(x).execute('y')"),
        ("import httpx2", "x = httpx2.Client()"),
        ("import requests", "raise requests.ConnectionError"),
        ("", "await x.open('y')"),
    ],
)
def test_what_is_awaited_or_handed_to_a_thread_or_only_made_is_not(head: str, body: str) -> None:
    assert in_async(body, head) == []


def test_plain_functions_may_wait() -> None:
    assert calls("import time\ndef handler():\n    time.sleep(1)\n") == []


def test_a_pool_whose_end_is_waited_for_blocks() -> None:
    text = "from concurrent.futures import ThreadPoolExecutor\nasync def f():\n"
    text += "    with ThreadPoolExecutor() as pool:\n        pass\n"
    assert calls(text) == ["concurrent.futures.ThreadPoolExecutor"]


def test_the_way_leads_through_plain_functions_ports_and_adapters() -> None:
    files = {
        "shop/__init__.py": "",
        "shop/adapter.py": ADAPTER,
        "shop/ports.py": PORTS,
        "shop/service.py": SERVICE,
    }
    (found,) = blocking_calls(parse(SourceTree(files)))
    assert (found.path, found.line, found.call) == ("shop/adapter.py", 5, "requests.get")
    assert [(step.function, step.line) for step in found.steps] == [
        ("extras", 4),
        ("ask", 6),
        ("Partners.offers", 5),
    ]


def test_a_place_that_several_async_functions_reach_is_told_once_by_the_shortest_way() -> None:
    text = "import time\ndef rest():\n    time.sleep(1)\ndef far():\n    rest()\n"
    text += "async def one():\n    far()\nasync def other():\n    rest()\n"
    found: list[BlockingCall] = [*blocking_calls(parse_text(text))]
    assert [[step.function for step in each.steps] for each in found] == [["other", "rest"]]


def test_functions_that_call_one_another_in_a_circle_come_to_an_end() -> None:
    text = "def a():\n    b()\ndef b():\n    a()\n    open('x')\nasync def f():\n    a()\n"
    assert calls(text) == ["builtins.open"]
