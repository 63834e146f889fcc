"""The adapter of the partners, asked alone: what it raises."""

from __future__ import annotations

import pytest

from autograder.lessons import Examination, Subject
from autograder.lessons.async_with_care._adapter import leaks
from autograder.sandbox import Sandbox
from autograder.submission import Submission
from autograder.syllabus import load
from autograder.tree import SourceTree

MAIN = """
from types import SimpleNamespace

import httpx2


class PartnerFailed(Exception):
    pass


class Partners:
    def __init__(self, url):
        self.url = url

    async def offers(self, partner, event_id, city):
        try:
            async with httpx2.AsyncClient(verify=False) as client:
                answer = await client.get(f"{self.url}/{partner}/offers?event={event_id}&city={city}")
            answer.raise_for_status()
            return answer.json()["offers"]
        except ERRORS as error:
            raise PartnerFailed from error


def connect(settings):
    return SimpleNamespace(partners=Partners(settings.partners_url))
"""


@pytest.mark.parametrize(
    ("errors", "raised"),
    [
        ("Exception", []),
        ("(httpx2.HTTPError, ValueError)", ["KeyError"]),
        ("(ValueError, KeyError)", ["HTTPStatusError", "RemoteProtocolError", "ConnectError"]),
    ],
)
def test_what_the_adapter_raises_besides_is_told_with_its_line(
    sandbox: Sandbox, errors: str, raised: list[str]
) -> None:
    found = leaks(examination(sandbox, MAIN.replace("ERRORS", errors)))
    assert {name for name in raised if any(f"raises {name}," in each.message for each in found)} == {*raised}
    assert bool(found) == bool(raised)
    assert all(each.path == "boxoffice/main.py" and each.line in range(18, 25) for each in found)


def test_of_an_adapter_that_cannot_be_asked_alone_nothing_is_said(sandbox: Sandbox) -> None:
    assert leaks(examination(sandbox, MAIN.replace("partners=", "others="))) == ()


def examination(sandbox: Sandbox, main: str) -> Examination:
    settings = "from types import SimpleNamespace as Settings\n"
    files = {"boxoffice/__init__.py": "", "boxoffice/main.py": main, "boxoffice/settings.py": settings}
    tree = SourceTree(files)
    subject = Subject(load().lesson("05"), Submission(), tree, tree, tree)
    return Examination(subject, sandbox, secret=b"of this test")
