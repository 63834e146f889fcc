"""Names that do not say what they are: functions, classes, parameters, variables, constants and fields."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from autograder.facts._bindings import Binding, attributes, bindings, dotted
from autograder.facts._module import Function, Module, Scope
from autograder.facts._parse import Sources

NAME_RULE = (
    "A name says what it is, that of a field too (`self.fee`). Refused are names of one or two letters, "
    "words without a vowel (`cnt`, `rfnd`), words that fit anything (`tmp`, `val`, `flag`, `obj`, `stuff`, "
    "`calc`), names told apart by a number alone (`data2`) and `camelCase`. Welcome are the short words that "
    "everyone knows (`id`, `db`, `url`, `qty`), `i` in a `for`, `k` and `v` of a mapping, any letter in a "
    "comprehension or a `key=lambda`, `e` after `except`, `f` after `with` and `_`."
)
"""The rule as an exercise's prompt can quote it."""


class NameProblem(StrEnum):
    """What is wrong with a name."""

    TOO_SHORT = "too short"
    EMPTY_WORD = "says nothing"
    NO_VOWEL = "abbreviation"
    NUMBERED = "numbered"
    CASE = "camelCase"


class NameRole(StrEnum):
    """What a name is the name of."""

    FUNCTION = "function"
    CLASS = "class"
    PARAMETER = "parameter"
    VARIABLE = "variable"
    CONSTANT = "constant"
    FIELD = "field"


WHY: Mapping[NameProblem, str] = MappingProxyType(
    {
        NameProblem.TOO_SHORT: "a letter or two do not say what it is",
        NameProblem.EMPTY_WORD: "it would fit anything",
        NameProblem.NO_VOWEL: "an abbreviation that has to be guessed",
        NameProblem.NUMBERED: "a number tells it apart from its neighbour, and nothing else does",
        NameProblem.CASE: "Python's names have underscores: `starts_at`, not `startsAt`",
    }
)

EMPTY_WORDS = frozenset(
    """
    asdf bar baz blah calc dummy flag flags foo misc obj qux stuff temp thing things tmp val vals var
    vars
    """.split()  # noqa: SIM905 - sixty quoted words are no easier to read
)

SHORT_WORDS = frozenset(
    """
    ai am as at ax by cm cs db df do ec el eu ex fd fn fp gb go hi id if in io ip is it js kb kg km lo
    mb ms my no np of ok on op or os pd pk pm py qs re so to ts tx tz ui uk up us we ws
    """.split()  # noqa: SIM905 - sixty quoted words are no easier to read
)
"""Words of two letters that everyone reads."""

KNOWN_WORDS = frozenset(
    """
    btn cfg cls cmd crm css csv ctx dns dst fmt ftp gps grpc hdr hrs html http https jpg json jwt lhs
    mins msg mtls nth pct pdf pdfs pgsql png psql ptr qty rgb rhs rng rpc rst sms smtp sql src srv ssh ssl
    ssn std str svg tcp tls tmpl ttl txt udp vms vpn xml yml
    """.split()  # noqa: SIM905 - sixty quoted words are no easier to read
)
"""Words without a vowel that everyone reads."""

TECHNICAL = re.compile(
    r"(?:.*_)?(?:(?:address|base|float|http|int|ipv|iso|level|line|md|mp|oauth|phase|sha|step|top|uint|utf)_?\d+"
    r"|v\d|p\d\d|q[1-4]|h[1-6]|s3|ec2)"
)
"""Names whose last digits mean something: `sha256`, `http2`, `address_line_2`, `top_10`, `q3`."""

COORDINATES = frozenset({"x", "y", "z"})

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[^\W\dA-Z_]+|\d+")
CAMEL = re.compile(r"_*[a-z][a-z0-9]*[A-Z]\w*$")
TYPE_VARIABLES = frozenset({"TypeVar", "ParamSpec", "TypeVarTuple", "NewType"})


@dataclass(frozen=True)
class VagueName:
    """One name that the rule refuses, at the first place that gives it.

    Arguments:
        path, line: where it is given, counted from 1.
        name: as written.
        role: what it names.
        function: qualified name of the function or class round it, or `<module>`.
        problem: what is wrong with it.
        why: that in a sentence.
    """

    path: str
    line: int
    name: str
    role: NameRole
    function: str
    problem: NameProblem
    why: str


def vague_names(sources: Sources) -> tuple[VagueName, ...]:
    """Every name of a tree that the rule refuses, each once a scope, in the order of the text."""
    found = [vague for module in sources.modules for vague in _of_module(module)]
    return tuple(sorted(found, key=lambda vague: (vague.path, vague.line, vague.name)))


def problem_of(name: str) -> NameProblem | None:
    """What is wrong with a name, wherever it stands; nothing for a name that the rule welcomes."""
    bare = name.strip("_")
    words = [word.lower() for word in WORD.findall(bare)]
    if not bare or (name.startswith("__") and name.endswith("__")):
        return None
    if CAMEL.match(name):
        return NameProblem.CASE
    if TECHNICAL.fullmatch(bare.lower()):
        return None
    if re.search(r"(?<!\d)\d$", bare):
        return NameProblem.NUMBERED
    problems = [_problem_of_word(word) for word in words if not word.isdigit()]
    return None if None in problems or not problems else problems[0]


def _problem_of_word(word: str) -> NameProblem | None:
    if word in EMPTY_WORDS:
        return NameProblem.EMPTY_WORD
    if word in KNOWN_WORDS or word in SHORT_WORDS or not word.isascii():
        return None
    if len(word) <= 2:  # noqa: PLR2004 - the rule says "one or two letters"
        return NameProblem.TOO_SHORT
    return None if re.search("[aeiouy]", word) else NameProblem.NO_VOWEL


def _of_module(module: Module) -> Iterator[VagueName]:
    for scope in module.scopes:
        for name, found in bindings(module, scope).items():
            problem = problem_of(name)
            refused = [binding for binding in found if problem and not _welcome(module, binding, problem)]
            if problem and refused:
                yield _vague(module, scope, refused[0], problem)
    for owner, given in attributes(module).items():
        for name, found in given.items():
            problem = problem_of(name)
            if problem and not _welcome_field(name, problem) and not _is_declared(module, owner, name):
                yield _vague(module, module.scope(found[0].node), found[0], problem)


def _is_declared(module: Module, owner: ast.ClassDef, name: str) -> bool:
    """Whether a class declares a field of that name in its body, where it is judged already."""
    found = bindings(module, module.scope(owner)).get(name, [])
    return any(owner in module.ancestors(binding.node) for binding in found)


def _vague(module: Module, scope: Scope, binding: Binding, problem: NameProblem) -> VagueName:
    return VagueName(
        path=module.path,
        line=getattr(binding.node, "lineno", getattr(scope, "lineno", 1)),
        name=binding.name,
        role=_role(module, scope, binding),
        function=module.qualified_name(module.parents.get(binding.node, scope)),
        problem=problem,
        why=WHY[problem],
    )


def _role(module: Module, scope: Scope, binding: Binding) -> NameRole:
    node = binding.node
    if isinstance(node, ast.arg):
        return NameRole.PARAMETER
    if isinstance(node, ast.ClassDef):
        return NameRole.CLASS
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or isinstance(binding.value, ast.Lambda):
        return NameRole.FUNCTION
    if isinstance(node, ast.Attribute) or _is_field(module, node):
        return NameRole.FIELD
    is_constant = binding.name.isupper() or (scope is module.tree and binding.value is not None)
    return NameRole.CONSTANT if is_constant else NameRole.VARIABLE


def _is_field(module: Module, node: ast.AST) -> bool:
    statement = module.parents.get(node)
    return isinstance(statement, ast.stmt) and isinstance(module.parents.get(statement), ast.ClassDef)


def _welcome(module: Module, binding: Binding, problem: NameProblem) -> bool:
    """Whether a name that the rule refuses in general is right at this place."""
    node = binding.node
    if isinstance(node, ast.alias):
        return True  # the name of what is imported is for its own module to give
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return problem is NameProblem.CASE and _is_callback(module, node)
    if _is_field(module, node):
        return _welcome_field(binding.name, problem) or _is_type_variable(module, binding)
    return problem is not NameProblem.CASE and _welcome_short(module, binding, node)


def _welcome_field(name: str, problem: NameProblem) -> bool:
    return problem is NameProblem.CASE or name in COORDINATES  # camelCase is often a key of somebody's JSON


def _is_callback(module: Module, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Methods may follow a base class's names: `setUp`, `visit_Name`, `do_GET`."""
    parent = module.parents[node]
    return isinstance(parent, ast.ClassDef) and bool(parent.bases)


def _welcome_short(module: Module, binding: Binding, node: ast.AST) -> bool:
    name = binding.name
    if isinstance(node, ast.arg):
        return _welcome_parameter(module, node)
    if isinstance(node, ast.ExceptHandler):
        return len(name) == 1
    return _welcome_target(module, name, node) or _is_type_variable(module, binding)


def _welcome_parameter(module: Module, node: ast.arg) -> bool:
    owner = module.parents[module.parents[node]]
    if isinstance(owner, ast.Lambda):
        return isinstance(module.parents[owner], ast.keyword | ast.Call)
    given = owner.args if isinstance(owner, Function) else None
    return given is not None and (node is given.vararg or node is given.kwarg) and len(node.arg) > 1


def _welcome_target(module: Module, name: str, node: ast.AST) -> bool:
    loop = next(outer for outer in module.ancestors(node) if not isinstance(outer, ast.Tuple | ast.List))
    match loop:
        case ast.comprehension():
            return True
        case ast.For() | ast.AsyncFor():
            return name in {"i", "j", "k", "n"} or (
                name == "v" and isinstance(module.parents[node], ast.Tuple)
            )
        case ast.withitem():
            return name == "f"
        case _:
            return False


def _is_type_variable(module: Module, binding: Binding) -> bool:
    call = binding.value
    name = dotted(module, call.func) if isinstance(call, ast.Call) else None
    return name is not None and name.rpartition(".")[2] in TYPE_VARIABLES
