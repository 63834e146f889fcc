"""Where a name leads within a tree, and of which library an object is: a rough reading of types.

An object's type is told as the dotted name that made it: after `session = sessionmaker(engine)()` it is
`sqlalchemy.orm.sessionmaker`. That is enough to know a session by what it is instead of by what it is called.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from autograder.facts._bindings import Binding, bindings, dotted, dotted_name, look_up, parameters
from autograder.facts._module import DEFINITIONS, Function, Module
from autograder.facts._parse import Sources

MAX_HOPS = 6
"""Assignments, calls and arguments are followed this far."""

MAX_BINDINGS = 20
"""So many values of one name are looked at."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Place:
    """A node together with the module that it is in."""

    module: Module
    node: ast.AST


@dataclass(frozen=True, eq=False)
class Types:
    """What names lead to in a tree. Arguments: the tree's sources."""

    sources: Sources
    _known: dict[tuple[ast.AST, int], str | None] = field(default_factory=dict, repr=False)
    _definitions: dict[ast.AST, Place | None] = field(default_factory=dict, repr=False)

    @cached_property
    def definitions(self) -> Mapping[str, Place]:
        """Every function and class of the tree by its full dotted name (`app.orders.Order.refund`)."""
        return {
            f"{module.name}.{module.qualified_name(node)}": Place(module, node)
            for module in self.sources.modules
            for node in module.nodes
            if isinstance(node, Definition)
        }

    @cached_property
    def calls(self) -> Mapping[ast.AST, tuple[tuple[Module, ast.Call], ...]]:
        """The calls of each function of the tree, by its node."""
        found: dict[ast.AST, list[tuple[Module, ast.Call]]] = {}
        for module in self.sources.modules:
            for node in module.nodes:
                if isinstance(node, ast.Call):
                    called = self.definition(module, node.func)
                    if called is not None:
                        found.setdefault(called.node, []).append((module, node))
        return {node: tuple(calls) for node, calls in found.items()}

    @cached_property
    def fields(self) -> Mapping[tuple[ast.AST, str], Sequence[ast.Assign | ast.AnnAssign]]:
        """Where each field of each class is declared or given its value: `self.store = Store(url)`."""
        found: dict[tuple[ast.AST, str], list[ast.Assign | ast.AnnAssign]] = {}
        for module in self.sources.modules:
            for node in module.nodes:
                if isinstance(node, ast.Assign | ast.AnnAssign):
                    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                    key = _field_key(module, node, target)
                    if key is not None:
                        found.setdefault(key, []).append(node)
        return found

    def definition(self, module: Module, node: ast.AST) -> Place | None:
        """The function or class of the tree that an expression refers to, through imports and `self`."""
        if node not in self._definitions:
            self._definitions[node] = self._read_definition(module, node)
        return self._definitions[node]

    def _read_definition(self, module: Module, node: ast.AST) -> Place | None:
        if isinstance(node, ast.Lambda):
            return Place(module, node)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            owner = _class_of_self(module, node.value)
            if owner is not None:
                return self.definitions.get(f"{module.name}.{module.qualified_name(owner)}.{node.attr}")
        name = dotted(module, node)
        return self._by_name(name) if name else None

    def method(self, module: Module, node: ast.AST, hops: int = MAX_HOPS) -> Place | None:
        """The function that a call's target refers to, an object's method included (`Store(url).save`)."""
        found = self.definition(module, node)
        if found is None and isinstance(node, ast.Attribute):
            owner = self.type_of(module, node.value, hops)
            return self.definitions.get(f"{owner}.{node.attr}") if owner else None
        return found

    def type_of(self, module: Module, node: ast.AST | None, hops: int = MAX_HOPS) -> str | None:
        """The dotted name of what made an object, as far as the text tells; nothing where it does not."""
        if node is None or hops <= 0:
            return None
        if (node, hops) not in self._known:
            self._known[node, hops] = None  # a name that leads to itself leads nowhere
            self._known[node, hops] = self._read_type(module, node, hops)
        return self._known[node, hops]

    def bases(self, place: Place, hops: int = MAX_HOPS) -> Iterator[str]:
        """The full names of a class's bases, and of theirs."""
        if not isinstance(place.node, ast.ClassDef) or hops <= 0:
            return
        for base in place.node.bases:
            name = dotted(place.module, base)
            inner = self._by_name(name) if name else None
            yield from [name] if name else []
            if inner is not None:
                yield from self.bases(inner, hops - 1)
            elif (made := self.type_of(place.module, base)) is not None:
                yield made

    def _by_name(self, name: str, hops: int = MAX_HOPS) -> Place | None:
        """A definition by full name, also one that another module of the tree hands on."""
        if name in self.definitions or not hops:
            return self.definitions.get(name)
        owner, _, last = name.rpartition(".")
        module = self.sources.by_name.get(owner)
        passed_on = bindings(module, module.tree).get(last, []) if module else []
        if module and passed_on and isinstance(passed_on[-1].node, ast.alias):
            onward = dotted_name(module, last, module.tree)
            return self._by_name(onward, hops - 1) if onward and onward != name else None
        return None

    def _read_type(self, module: Module, node: ast.AST, hops: int) -> str | None:
        match node:
            case ast.Await(value=value) | ast.NamedExpr(value=value) | ast.Starred(value=value):
                return self.type_of(module, value, hops)
            case ast.Call():
                return self._type_of_call(module, node, hops)
            case ast.Attribute():
                return self._type_of_attribute(module, node, hops)
            case ast.Name():
                return self._type_of_name(module, node, hops)
        return None

    def _type_of_call(self, module: Module, call: ast.Call, hops: int) -> str | None:
        if is_depends(module, call) and call.args:
            return self.returned(self.definition(module, call.args[0]), hops - 1)
        place = self.method(module, call.func, hops - 1)
        if place is not None and isinstance(place.node, ast.ClassDef):
            return f"{place.module.name}.{place.module.qualified_name(place.node)}"
        if place is not None:
            return self.returned(place, hops - 1)
        return self.type_of(module, call.func, hops - 1)

    def _type_of_attribute(self, module: Module, node: ast.Attribute, hops: int) -> str | None:
        owner = _class_of_self(module, node.value) if isinstance(node.value, ast.Name) else None
        if owner is not None:
            return self._type_of_field(module, owner, node.attr, hops)
        base = self.type_of(module, node.value, hops)
        if base is None:
            return None
        made_by = self._by_name(base)
        if made_by is not None and isinstance(made_by.node, ast.ClassDef):
            declared = self._type_of_field(made_by.module, made_by.node, node.attr, hops - 1)
            return declared or f"{base}.{node.attr}"
        return self._variable(f"{base}.{node.attr}", hops) or f"{base}.{node.attr}"

    def _type_of_field(self, module: Module, owner: ast.ClassDef, name: str, hops: int) -> str | None:
        for statement in self.fields.get((owner, name), ())[:MAX_BINDINGS]:
            declared = statement.annotation if isinstance(statement, ast.AnnAssign) else None
            made = self._declared(module, declared) or self.type_of(module, statement.value, hops - 1)
            if made is not None:
                return made
        return None

    def _type_of_name(self, module: Module, node: ast.Name, hops: int) -> str | None:
        found = look_up(module, node.id, node)
        if not found:
            return None
        if isinstance(found[-1].node, ast.alias):
            name = dotted(module, node)
            return (self._variable(name, hops) or name) if name else None
        key = (found[0].node, -hops)  # every use of the name gets one answer
        if key not in self._known:
            self._known[key] = None
            types = (self._type_of_binding(module, binding, hops) for binding in found[:MAX_BINDINGS])
            self._known[key] = next((made for made in types if made is not None), None)
        return self._known[key]

    def _type_of_binding(self, module: Module, binding: Binding, hops: int) -> str | None:
        declared = self._declared(module, binding.annotation)
        if declared is not None:
            return declared
        if isinstance(binding.node, ast.arg):
            return self._type_of_argument(module, binding.node, hops)
        parent = module.parents[binding.node]
        if isinstance(parent, ast.withitem):
            return self.type_of(module, parent.context_expr, hops - 1)
        return self.type_of(module, binding.value, hops - 1)

    def _declared(self, module: Module, annotation: ast.expr | None, hops: int = MAX_HOPS) -> str | None:
        """The type that an annotation names: `Session | None`, `Annotated[Session, ...]`, `"Session"`."""
        if hops <= 0:
            return None
        match annotation:
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                return self._declared(module, left, hops - 1) or self._declared(module, right, hops - 1)
            case ast.Subscript(value=outer, slice=inner):
                first = inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner
                wrapper = (dotted(module, outer) or "").rpartition(".")[2]
                return self._declared(module, first if wrapper in WRAPPERS else outer, hops - 1)
            case ast.Constant(value=str(text)) if text.isidentifier():
                return dotted_name(module, text, annotation)
            case ast.Name() | ast.Attribute():
                name = dotted(module, annotation)
                made = (
                    None if self._by_name(name or "") else self._annotated_alias(module, annotation, hops - 1)
                )
                return made or (None if name is None or name.startswith("builtins.") else name)
        return None

    def _annotated_alias(self, module: Module, annotation: ast.expr, hops: int) -> str | None:
        """What `DB = Annotated[Session, Depends(get_session)]` stands for, made here or imported."""
        found = look_up(module, annotation.id, annotation) if isinstance(annotation, ast.Name) else []
        here = (module, found[-1].value) if found and found[-1].value is not None else None
        at_home = here or self.variable(dotted(module, annotation) or "")
        if at_home is None or not isinstance(at_home[1], ast.Subscript | ast.BinOp):
            return None
        return self._declared(*at_home, hops)

    def _type_of_argument(self, module: Module, parameter: ast.arg, hops: int) -> str | None:
        """By its default, else by what the tree's own calls hand in."""
        function = module.parents[module.parents[parameter]]
        if not isinstance(function, Function):
            return None
        made = self.type_of(module, _default(function, parameter), hops - 1)
        if made in REQUEST_VALUES:
            return None
        if made is not None or hops < MAX_HOPS - 2:
            return made
        for caller, call in self.calls.get(function, ())[:MAX_BINDINGS]:
            made = self.type_of(caller, argument_of(function, parameter, call), hops - 2)
            if made is not None:
                return made
        return None

    def returned(self, place: Place | None, hops: int = MAX_HOPS) -> str | None:
        """The dotted name of what made the object that a function returns, as far as the text tells."""
        if place is None or not isinstance(place.node, DEFINITIONS) or hops <= 0:
            return None
        declared = self._declared(place.module, place.node.returns)
        if declared is not None and not declared.startswith(("typing.", "collections.")):
            return declared
        for node in place.module.scopes[place.node]:
            if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
                made = self.type_of(place.module, node.value, hops)
                if made is not None:
                    return made
        return None

    def variable(self, name: str, hops: int = MAX_HOPS) -> tuple[Module, ast.expr] | None:
        """The value that a module's variable (by its full name) is given last, and in which module."""
        owner, _, last = name.rpartition(".")
        module = self.sources.by_name.get(owner)
        found = bindings(module, module.tree).get(last, []) if module else []
        if module is None or not found or not hops:
            return None
        if isinstance(found[-1].node, ast.alias):
            onward = dotted_name(module, last, module.tree)
            return self.variable(onward, hops - 1) if onward and onward != name else None
        value = found[-1].value
        return (module, value) if value is not None else None

    def _variable(self, name: str, hops: int) -> str | None:
        """The type of a module's variable by its full name."""
        owner, _, last = name.rpartition(".")
        module = self.sources.by_name.get(owner)
        if module is None or hops <= 0:
            return None
        found = bindings(module, module.tree).get(last, [])
        if found and isinstance(found[-1].node, ast.alias):
            onward = dotted_name(module, last, module.tree)
            return (self._variable(onward, hops - 1) or onward) if onward and onward != name else None
        types = (self._type_of_binding(module, binding, hops - 1) for binding in found[:MAX_BINDINGS])
        return next((made for made in types if made is not None), None)


REQUEST_VALUES = frozenset(
    f"fastapi.{name}" for name in ("Body", "Cookie", "File", "Form", "Header", "Path", "Query")
)
"""Defaults that stand for a plain value from the request."""


def is_depends(module: Module, call: ast.Call) -> bool:
    """Whether a call names a function that FastAPI is to call for each request."""
    return dotted(module, call.func) in {"fastapi.Depends", "fastapi.params.Depends"}


@lru_cache(maxsize=8)
def types_of(sources: Sources) -> Types:
    """The types of a tree, read once however many facts ask."""
    return Types(sources)


WRAPPERS = frozenset(
    {"Annotated", "Optional", "Union", "Iterator", "AsyncIterator", "Generator", "AsyncGenerator"}
)
"""Annotations that are about what they hold."""


def _class_of_self(module: Module, name: ast.Name) -> ast.ClassDef | None:
    """The class whose instance the first parameter of a method is."""
    for outer in module.ancestors(name):
        if isinstance(outer, DEFINITIONS):
            first = parameters(outer)[:1]
            parent = module.parents[outer]
            if first and first[0].arg == name.id and isinstance(parent, ast.ClassDef):
                return parent
    return None


def _field_key(module: Module, statement: ast.stmt, target: ast.expr) -> tuple[ast.AST, str] | None:
    parent = module.parents[statement]
    if isinstance(target, ast.Name) and isinstance(parent, ast.ClassDef):
        return parent, target.id
    if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        owner = _class_of_self(module, target.value)
        return (owner, target.attr) if owner is not None else None
    return None


def _default(function: Function, parameter: ast.arg) -> ast.expr | None:
    given = function.args
    plain = [*given.posonlyargs, *given.args]
    defaults = dict(zip(reversed(plain), reversed(given.defaults), strict=False))
    defaults |= {
        name: value for name, value in zip(given.kwonlyargs, given.kw_defaults, strict=True) if value
    }
    return defaults.get(parameter)


def argument_of(function: Function, parameter: ast.arg, call: ast.Call) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == parameter.arg:
            return keyword.value
    plain = [*function.args.posonlyargs, *function.args.args]
    if parameter not in plain:
        return None
    is_method = bool(plain) and plain[0].arg in {"self", "cls"} and isinstance(call.func, ast.Attribute)
    given = [None, *call.args] if is_method else [*call.args]
    place = plain.index(parameter)
    return given[place] if place < len(given) else None
