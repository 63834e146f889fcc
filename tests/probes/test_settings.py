"""Settings that are made of environments of ours."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from autograder.probes import Made, MadeSettings, made_settings
from autograder.sandbox import Failure, FailureKind, Sandbox, default_isolation
from autograder.tree import SourceTree

FIELDS = {"mail_url": "http://mail.example", "partners_url": "http://partners.example"}

SETTINGS = """
from dataclasses import dataclass

@dataclass(frozen=True)
class Settings:
    mail_url: str = "a"
    partners_url: str = "b"

    @classmethod
    def from_environment(cls, environ):
        return cls(environ["MAIL_URL"], environ.get("PARTNERS_URL"))
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(default_isolation()) as sandbox:
        yield sandbox


def made(sandbox: Sandbox, text: str) -> MadeSettings | Failure:
    tree = SourceTree({"boxoffice/__init__.py": "", "boxoffice/settings.py": text})
    with sandbox.room(tree) as room:
        return made_settings(room, FIELDS, [{}, {"MAIL_URL": "http://one.example"}])


def test_defaults_gaps_and_exceptions_are_told(sandbox: Sandbox) -> None:
    told = made(sandbox, SETTINGS)
    assert isinstance(told, MadeSettings)
    assert told.defaults == Made({"mail_url": "'a'", "partners_url": "'b'"})
    assert told.read[0] == Made(raised="KeyError: 'MAIL_URL'")
    assert told.read[1] == Made({"mail_url": "'http://one.example'", "partners_url": "None"})
    assert told.settable == ()


def test_fields_that_take_another_value_are_told(sandbox: Sandbox) -> None:
    told = made(sandbox, SETTINGS.replace("(frozen=True)", ""))
    assert isinstance(told, MadeSettings)
    assert told.settable == ("mail_url", "partners_url")


def test_settings_that_cannot_be_imported_are_a_failure(sandbox: Sandbox) -> None:
    told = made(sandbox, "raise ValueError('no')\n")
    assert isinstance(told, Failure)
    assert (told.kind, told.path) == (FailureKind.IMPORT_ERROR, "boxoffice/settings.py")
