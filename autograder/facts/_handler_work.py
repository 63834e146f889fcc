"""What each handler does by itself, and through what it mentions in the web layer: queries, calls, rules.

A helper that does the work is as fat as the handler that calls it; so is a dependency, a validator, a lambda.
What a use case does is the use case's.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from autograder.facts._bindings import dotted, parameters
from autograder.facts._concerns import Concern, reached_from, statement_concerns
from autograder.facts._decisions import Reading
from autograder.facts._flow import Flow
from autograder.facts._handlers import ROOTS, Handler, handlers
from autograder.facts._http import REQUEST
from autograder.facts._imports import imports
from autograder.facts._mentions import Mention, functions_of, mentions, own_nodes
from autograder.facts._module import Function, Module, last_line, line_of
from autograder.facts._parse import Sources
from autograder.facts._quoting import quoted_text
from autograder.facts._types import Place, Types, types_of
from autograder.facts._work import Chain, HandlerWork, Layers, Reached, UseCase, Work

APPS = frozenset({"fastapi.FastAPI", "flask.Flask", "starlette.applications.Starlette"})
"""Who calls one of these puts an app together."""

Step = tuple[Place, Chain]
"""A function with the way to it."""


def handler_work(sources: Sources, layers: Layers | None = None) -> tuple[HandlerWork, ...]:
    """What each handler of a tree does, in the order of `handlers`.

    Arguments:
        sources: the app.
        layers: where it keeps what is not the web's.
    """
    return _web_of(sources, layers or Layers()).work


def mentioned_from(sources: Sources, module: str) -> frozenset[str]:
    """The functions and classes of a tree that those of a module mention, however deep.

    Arguments:
        sources: the tree.
        module: dotted name.

    Returns:
        Full dotted names.
    """
    types = types_of(sources)
    start = sources.by_name.get(module)
    waiting = [Place(start, node) for node in start.functions] if start else []
    seen: dict[ast.AST, Place] = {}
    for place in waiting:
        for mention in mentions(types, place):
            new = [inner for inner in _inside(mention.place) if inner.node not in seen]
            seen |= {inner.node: inner for inner in new}
            waiting += new
    return frozenset(f"{place.module.name}.{_name(place)}" for place in seen.values())


def work_beside(sources: Sources, layers: Layers | None = None) -> tuple[Work, ...]:
    """What code of the web layer does that no handler mentions: middleware, what is registered elsewhere.

    Code that the other layers mention is theirs; what puts the app together is nobody's.

    Arguments:
        sources: the app.
        layers: where it keeps what is not the web's.
    """
    return _web_of(sources, layers or Layers()).beside()


@lru_cache(maxsize=8)
def _web_of(sources: Sources, layers: Layers) -> _Web:
    return _Web(sources, layers)


@dataclass(frozen=True)
class _Closure:
    """Functions that belong together, and what they mention beyond the web layer.

    Arguments:
        functions: in the order in which they are reached.
        outward: mentions of what is not the web's, with the way to where it is mentioned.
    """

    functions: tuple[Step, ...]
    outward: tuple[tuple[Mention, Chain], ...]


@dataclass(frozen=True, eq=False)
class _Web:
    """The web layer of a tree, and the boundaries round it."""

    sources: Sources
    layers: Layers

    @cached_property
    def types(self) -> Types:
        return types_of(self.sources)

    @cached_property
    def found(self) -> tuple[Handler, ...]:
        return handlers(self.sources)

    @cached_property
    def handler_lines(self) -> frozenset[tuple[str, int]]:
        return frozenset((found.path, found.line) for found in self.found)

    @cached_property
    def bound_to_a_framework(self) -> frozenset[str]:
        """The modules that import a web framework: where they stand makes them no use case."""
        return frozenset(
            found.importer
            for found in imports(self.sources)
            if found.imported.partition(".")[0] in ROOTS and not found.for_types_only
            if found.importer not in self.layers.proven_elsewhere
        )

    def is_in(self, module: Module, packages: tuple[str, ...]) -> bool:
        inside = any(module.name == name or module.name.startswith(f"{name}.") for name in packages)
        return inside and module.name not in self.bound_to_a_framework

    def is_web(self, module: Module) -> bool:
        layers = self.layers
        return not self.is_in(module, (*layers.use_cases, *layers.rules, *layers.outside))

    def is_with_the_web(self, place: Place) -> bool:
        """Whether a place is read with the handlers that mention it: the web's, or a new function outside."""
        if self.is_web(place.module):
            return True
        given = self.layers.given
        is_outside = isinstance(place.node, Function) and self.is_in(place.module, self.layers.outside)
        return given is not None and is_outside and f"{place.module.name}.{_name(place)}" not in given

    def puts_together(self, place: Place) -> bool:
        """Whether a function makes the app: it holds handlers, or calls the framework's class."""
        nodes = [*own_nodes(place.module, place.node)]
        inner = [node for node in nodes if isinstance(node, Function) and node is not place.node]
        if any((place.module.path, node.lineno) in self.handler_lines for node in inner):
            return True
        calls = (node.func for node in nodes if isinstance(node, ast.Call))
        return any(dotted(place.module, called) in APPS for called in calls)

    @cached_property
    def work(self) -> tuple[HandlerWork, ...]:
        return tuple(self.of_handler(handler) for handler in self.found)

    def of_handler(self, handler: Handler) -> HandlerWork:
        start = self._place_of(handler)
        closure = self.closure(start)
        return HandlerWork(
            handler=handler,
            functions=tuple(_reached(place, chain) for place, chain in closure.functions),
            use_cases=tuple(self.use_cases(closure)),
            work=self.work_of(closure),
        )

    def _place_of(self, handler: Handler) -> Place:
        module = self.sources.by_path[handler.path]
        return next(
            Place(module, node)
            for node in module.functions
            if node.lineno == handler.line and module.qualified_name(node) == handler.name
        )

    def closure(self, start: Place) -> _Closure:
        """A function and what it mentions in the web layer, however deep, with what it calls beyond it."""
        chains: dict[ast.AST, Step] = {}
        waiting: list[Step] = [(start, (_name(start),))]
        outward: list[tuple[Mention, Chain]] = []
        while waiting:
            place, chain = waiting.pop(0)
            if place.node in chains or (place is not start and self.puts_together(place)):
                continue
            chains[place.node] = (place, chain)
            for mention in mentions(self.types, place):
                if not self.is_with_the_web(mention.place):
                    outward.append((mention, chain))
                    continue
                waiting += [(inner, (*chain, _name(inner))) for inner in _inside(mention.place)]
        functions = tuple(found for found in chains.values() if isinstance(found[0].node, Function))
        return _Closure(functions, tuple(outward))

    def use_cases(self, closure: _Closure) -> Iterator[UseCase]:
        """The use cases that a closure calls, each once."""
        seen: set[ast.AST] = set()
        for mention, _ in closure.outward:
            place = mention.place
            is_one = self.is_in(place.module, self.layers.use_cases) and isinstance(place.node, Function)
            if is_one and place.node not in seen and self._acts(place):
                seen.add(place.node)
                name = f"{place.module.name}.{_name(place)}"
                yield UseCase(name, mention.module.path, line_of(mention.node))

    def _acts(self, place: Place) -> bool:
        """Whether a function reaches a database or a service, by a library or by the ports."""
        if reached_from(self.sources, place) & {Concern.SQL, Concern.UPSTREAM}:
            return True
        ports, seen, waiting = dict(self.layers.ports), {place.node}, [place]
        for each in waiting:
            nodes = own_nodes(each.module, each.node)
            if any(isinstance(node, ast.Attribute) and node.attr in ports for node in nodes):
                return True
            onward = [found.place for found in mentions(self.types, each)]
            onward = [found for found in onward if self.is_in(found.module, self.layers.use_cases)]
            waiting += [found for found in onward if found.node not in seen]
            seen |= {found.node for found in onward}
        return False

    def work_of(self, closure: _Closure) -> tuple[Work, ...]:
        """What a closure does, each line's concern once."""
        flow = Flow(self.types, closure.functions, dict(self.layers.ports), self._is_use_case)
        found = [
            work
            for place, chain in closure.functions
            for work in (
                *self._by_library(place, chain),
                *self._by_port(place, chain, flow),
                *self._by_decision(place, chain, flow),
            )
        ]
        found += [work for mention, chain in closure.outward for work in self._outward(mention, chain)]
        unique: dict[tuple[str, int, Concern], Work] = {}
        for work in found:
            unique.setdefault((work.path, work.line, work.concern), work)
        return tuple(unique.values())

    def _is_use_case(self, place: Place) -> bool:
        return self.is_in(place.module, self.layers.use_cases)

    def _by_library(self, place: Place, chain: Chain) -> Iterator[Work]:
        """Lines that are about SQL or an upstream by what stands on them."""
        module = place.module
        inner = (node for node in own_nodes(module, place.node) if isinstance(node, Function))
        for function in dict.fromkeys((place.node, *inner)):
            for line, concern in statement_concerns(self.sources, Place(module, function)):
                if concern in WORDS:
                    words = f"{WORDS[concern]} `{quoted_text(module.line(line))}`"
                    yield Work(concern, module.path, line, _name(place), words, chain)

    def _by_port(self, place: Place, chain: Chain, flow: Flow) -> Iterator[Work]:
        """What is asked of a port, whatever it is called by now."""
        for node, concern in flow.port_uses(place):
            words = f"{WORDS[concern]} `{quoted_text(ast.unparse(node))}`"
            yield Work(concern, place.module.path, line_of(node), _name(place), words, chain)

    def _by_decision(self, place: Place, chain: Chain, flow: Flow) -> Iterator[Work]:
        assert isinstance(place.node, Function)
        reading = Reading(
            self.types,
            place.module,
            place.node,
            flow.names(place, "error"),
            flow.names(place, "result"),
            flow.is_result(place.module),
            flow.names(place, "http"),
            flow.names(place, "fields"),
            flow.names(place, "length"),
        )
        for decision in reading.decisions():
            why, line = decision.why, decision.line
            yield Work(Concern.RULES, place.module.path, line, _name(place), why, chain)

    def _outward(self, mention: Mention, chain: Chain) -> Iterator[Work]:
        """What is asked past the use cases: an adapter, or a rule of the domain."""
        place = mention.place
        if isinstance(place.node, ast.ClassDef) or self._is_use_case(place):
            return
        where = mention.module.path, line_of(mention.node), chain[-1]
        name = f"`{_name(place)}` of {place.module.name}"
        if self.is_in(place.module, self.layers.rules):
            if _name(place) in self.layers.rule_names:
                yield Work(Concern.RULES, *where, f"asks the rule {name} itself", chain)
            return
        found = reached_from(self.sources, place)
        for concern in WORDS:
            if concern in found:
                yield Work(concern, *where, f"{WORDS[concern]} {name}", chain)

    def beside(self) -> tuple[Work, ...]:
        """What the web layer does that no handler reaches."""
        known = {
            step[0].node for handler in self.found for step in self.closure(self._place_of(handler)).functions
        }
        known |= self._of_other_layers()
        left = [place for place in self._web_functions() if self._stands_alone(place, known)]
        steps: list[Step] = [(place, (_name(place),)) for place in left]
        outward = [
            (mention, chain)
            for place, chain in steps
            for mention in mentions(self.types, place)
            if not self.is_with_the_web(mention.place)
        ]
        for view in filter(self._is_handed_a_request, left):
            closure = self.closure(view)
            steps += [step for step in closure.functions if not self.is_web(step[0].module)]
            outward += [found for found in closure.outward if not self.is_web(found[0].module)]
        return self.work_of(_Closure(tuple(steps), tuple(outward)))

    def _is_handed_a_request(self, place: Place) -> bool:
        """Whether a function answers requests, though nobody saw for which route."""
        assert isinstance(place.node, Function)
        return any(each.arg == REQUEST for each in parameters(place.node))

    def _web_functions(self) -> Iterator[Place]:
        tops = {name.partition(".")[0] for name in self.layers.use_cases}
        for module in self.sources.modules:
            if module.name.partition(".")[0] in tops and self.is_web(module):
                yield from (Place(module, node) for node in module.functions)

    def _stands_alone(self, place: Place, known: set[ast.AST]) -> bool:
        """Whether a function is judged by itself: no other that is judged holds it."""
        if place.node in known or self.puts_together(place):
            return False
        round_it = [node for node in place.module.ancestors(place.node) if isinstance(node, Function)]
        return all(self.puts_together(Place(place.module, node)) for node in round_it)

    def _of_other_layers(self) -> set[ast.AST]:
        """What use cases, rules and adapters mention: theirs, wherever it stands."""
        seen: set[ast.AST] = set()
        waiting = [
            Place(module, node)
            for module in self.sources.modules
            if not self.is_web(module)
            for node in module.functions
        ]
        for place in waiting:
            for mention in mentions(self.types, place):
                new = [inner for inner in _inside(mention.place) if inner.node not in seen]
                seen |= {inner.node for inner in new}
                waiting += [inner for inner in new if self.is_web(inner.module)]
        return seen


WORDS: Mapping[Concern, str] = {Concern.SQL: "queries:", Concern.UPSTREAM: "asks another service:"}


def _inside(place: Place) -> Iterator[Place]:
    """A place with its methods, if it is a class."""
    yield place
    if isinstance(place.node, ast.ClassDef):
        yield from functions_of(place)


def _name(place: Place) -> str:
    return place.module.qualified_name(place.node)


def _reached(place: Place, chain: Chain) -> Reached:
    path, first, last = place.module.path, line_of(place.node), last_line(place.node)
    return Reached(path, first, last, _name(place), _statements(place), chain)


def _statements(place: Place) -> int:
    """Statements of a function and of those in it, without texts that stand alone."""
    nodes = [node for node in own_nodes(place.module, place.node) if isinstance(node, ast.stmt)]
    return len([node for node in nodes if node is not place.node and not _is_bare_text(node)])


def _is_bare_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
