"""What a handler does and should leave to a use case: the words for it."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.facts._concerns import Concern
from autograder.facts._handlers import Handler

Chain = tuple[str, ...]
"""Functions, each mentioned by the one before it, by qualified name."""


@dataclass(frozen=True)
class Layers:
    """Where an app keeps what is not the web's, as dotted packages.

    Arguments:
        use_cases: what handlers call.
        rules: what use cases decide with.
        outside: what speaks to databases and services, and the protocols for it.
        proven_elsewhere: modules of use cases that stay use cases though they import a web framework: whether
            they do without one is asked of them alone.
        rule_names: functions of the rules that are for use cases alone to ask.
        ports: fields of the object that the app is handed, and what is behind each.
        given: functions outside that the app was given, by full dotted names: what a handler mentions of the
            others is read with it. Without it all of them were.
    """

    use_cases: tuple[str, ...] = ("boxoffice.services",)
    rules: tuple[str, ...] = ("boxoffice.domain",)
    outside: tuple[str, ...] = ("boxoffice.adapters", "boxoffice.ports", "boxoffice.settings")
    proven_elsewhere: frozenset[str] = frozenset({"boxoffice.services.buying"})
    rule_names: frozenset[str] = frozenset({"price", "refund_amount", "may_buy", "check_in"})
    ports: tuple[tuple[str, Concern], ...] = (
        ("store", Concern.SQL),
        ("payments", Concern.UPSTREAM),
        ("mail", Concern.UPSTREAM),
        ("partners", Concern.UPSTREAM),
    )
    given: frozenset[str] | None = None


@dataclass(frozen=True)
class Work:
    """Something that a handler does and should leave to a use case.

    Arguments:
        concern: SQL, UPSTREAM or RULES.
        path, line: where it stands, counted from 1.
        function: the qualified name of the function it stands in.
        why: what it does, in a few words.
        chain: the functions from the handler to that one, by qualified name.
    """

    concern: Concern
    path: str
    line: int
    function: str
    why: str
    chain: Chain


@dataclass(frozen=True)
class Reached:
    """A function of the web layer that runs because of a handler.

    Arguments:
        path, line, end_line: its file and lines, counted from 1.
        function: its qualified name.
        statements: how many it has, those of functions in it included, its docstring left out.
        chain: from the handler to it, by qualified name; the handler's own has one link.
    """

    path: str
    line: int
    end_line: int
    function: str
    statements: int
    chain: Chain


@dataclass(frozen=True)
class UseCase:
    """A use case that is called: its full dotted name, and where in the web layer."""

    name: str
    path: str
    line: int


@dataclass(frozen=True)
class HandlerWork:
    """A handler with all that it does in the web layer.

    Arguments:
        handler: the function.
        functions: it and what it reaches in the web layer, the handler first.
        use_cases: what it calls beyond it that reaches the database or a service.
        work: what it should leave to a use case, in the order in which it is reached.
    """

    handler: Handler
    functions: tuple[Reached, ...]
    use_cases: tuple[UseCase, ...]
    work: tuple[Work, ...]

    @property
    def statements(self) -> int:
        """Statements of the handler and of everything it reaches that holds work."""
        holding = {(work.path, work.function) for work in self.work}
        first, *others = self.functions
        more = (each.statements for each in others if (each.path, each.function) in holding)
        return first.statements + sum(more)
