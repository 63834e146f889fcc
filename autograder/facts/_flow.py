"""What flows through functions that call one another: errors, results, ports, what a request brings."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from autograder.facts._bindings import dotted, parameters
from autograder.facts._concerns import Concern
from autograder.facts._http import fields_of_a_request, length_of_a_body, said_in_http
from autograder.facts._mentions import own_nodes
from autograder.facts._module import Function, Module
from autograder.facts._origins import Origin, holds, names_holding, told_by
from autograder.facts._types import Place, Types, argument_of

ROUNDS = 3
"""Calls are followed so deep: what a helper's helper is handed is known in the third round."""

WITH_PARTS = ("error", "result", "http")
"""Kinds of what a name holds of which every part is one too: the reason of an error, an order's status."""

PORTS = "ports"
"""What the object with the ports is called where nothing declares it."""


@dataclass(frozen=True, eq=False)
class Flow:
    """Names of functions by what they hold.

    Arguments:
        types: of the tree.
        functions: those that are read together, each with the way to it.
        ports: fields of the object with the ports.
        is_use_case: tells whether a function is one.
    """

    types: Types
    functions: tuple[tuple[Place, tuple[str, ...]], ...]
    ports: Mapping[str, Concern]
    is_use_case: Callable[[Place], bool]

    def names(self, place: Place, kind: str) -> set[str]:
        """The names in a function that hold something of a kind.

        Arguments:
            place: the function.
            kind: "error", "result", "http", "fields" or "length" of a request, or a field of the ports.
        """
        return self._names.get((place.node, kind), set())

    def is_result(self, module: Module) -> Origin:
        """Tells the call of a use case."""

        def is_one(node: ast.expr) -> bool:
            called = self.types.method(module, node.func) if isinstance(node, ast.Call) else None
            is_function = called is not None and isinstance(called.node, Function)
            return called is not None and is_function and self.is_use_case(called)

        return is_one

    def port_uses(self, place: Place) -> Iterator[tuple[ast.expr, Concern]]:
        """Where something is asked of a port: `ports.payments.charge`, `store.begin`."""
        for node in own_nodes(place.module, place.node):
            if not isinstance(node, ast.Attribute) or node.attr in TEXT_METHODS:
                continue
            for field, concern in self.ports.items():
                if self._is_port(place, node.value, field):
                    yield node, concern
                    break

    def _is_port(self, place: Place, node: ast.expr, field: str) -> bool:
        return holds(node, self.names(place, field), self._origin(place.module, field), parts=False)

    @cached_property
    def _names(self) -> Mapping[tuple[ast.AST, str], set[str]]:
        kinds = (*WITH_PARTS, "fields", "length", *self.ports)
        found = {
            (place.node, kind): self._known(place) if kind == "error" else set()
            for place, _ in self.functions
            for kind in kinds
        }
        for _ in range(ROUNDS):
            before = sum(map(len, found.values()))
            for place, _ in self.functions:
                assert isinstance(place.node, Function)
                for kind in kinds:
                    known = found[place.node, kind]
                    origin = told_by(known) if kind == "error" else self._origin(place.module, kind)
                    parts = kind in WITH_PARTS
                    names = names_holding(place.module, place.node, known, origin, parts=parts)
                    found[place.node, kind] = names
                    self._hand_on(place, kind, found)
            if sum(map(len, found.values())) == before:
                break
        return found

    def _hand_on(self, place: Place, kind: str, found: dict[tuple[ast.AST, str], set[str]]) -> None:
        """Give the parameters of called functions what their arguments hold."""
        origin = self._origin(place.module, kind)
        for called, call in self._calls[place.node]:
            assert isinstance(called, Function)
            for parameter in parameters(called):
                given = argument_of(called, parameter, call)
                if holds(given, found[place.node, kind], origin, parts=kind in WITH_PARTS):
                    found[called, kind].add(parameter.arg)

    @cached_property
    def _calls(self) -> Mapping[ast.AST, list[tuple[ast.AST, ast.Call]]]:
        nodes = {place.node for place, _ in self.functions}
        found: dict[ast.AST, list[tuple[ast.AST, ast.Call]]] = {}
        for place, _ in self.functions:
            calls = [node for node in own_nodes(place.module, place.node) if isinstance(node, ast.Call)]
            places = ((self.types.method(place.module, call.func), call) for call in calls)
            found[place.node] = [(to.node, call) for to, call in places if to and to.node in nodes]
        return found

    def _origin(self, module: Module, kind: str) -> Origin:
        if kind == "result":
            return self.is_result(module)
        if kind == "http":
            return said_in_http(self.types, module)
        if kind == "fields":
            return fields_of_a_request(self.types, module)
        if kind == "length":
            return length_of_a_body(self.types, module)
        if kind == "error":
            return lambda _: False

        def is_port(node: ast.expr) -> bool:
            if not isinstance(node, ast.Attribute) or node.attr != kind:
                return False
            return self._has_ports(module, node.value)

        return is_port

    def _has_ports(self, module: Module, node: ast.expr) -> bool:
        if PORTS in (getattr(node, "id", ""), getattr(node, "attr", "")):
            return True
        return (self.types.type_of(module, node) or "").endswith(".Ports")

    def _known(self, place: Place) -> set[str]:
        """Names of errors from the start: those that are caught, and parameters declared as one."""
        nodes = [*own_nodes(place.module, place.node)]
        caught = {node.name for node in nodes if isinstance(node, ast.ExceptHandler) and node.name}
        declared = {node.arg for node in nodes if isinstance(node, ast.arg) and self._is_error(place, node)}
        return caught | declared | self._handled(place)

    def _is_error(self, place: Place, parameter: ast.arg) -> bool:
        name = dotted(place.module, parameter.annotation)
        found = self.types.definition(place.module, parameter.annotation) if parameter.annotation else None
        bases = [name or "", *(self.types.bases(found) if found else ())]
        return any(base in BUILTIN_ERRORS or base.endswith("Exception") for base in bases)

    def _handled(self, place: Place) -> set[str]:
        """The second parameter of what is decorated as an exception handler."""
        marks = getattr(place.node, "decorator_list", [])
        called = [mark.func for mark in marks if isinstance(mark, ast.Call)]
        if not any(getattr(each, "attr", "") in ERROR_DECORATORS for each in called):
            return set()
        assert isinstance(place.node, Function)
        return {parameter.arg for parameter in parameters(place.node)[1:2]}


ERROR_DECORATORS = frozenset({"exception_handler", "errorhandler"})

TEXT_METHODS = frozenset(name for name in dir(str) if not name.startswith("_"))
"""Of a field that happens to be called like a port: `body.mail.strip()`."""

BUILTIN_ERRORS = frozenset(
    f"builtins.{name}"
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException)
)
