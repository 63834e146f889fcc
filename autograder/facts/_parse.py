"""Parse the Python files of a tree; what cannot be parsed is named, with the reason, and never raised."""

from __future__ import annotations

import ast
import codecs
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from autograder.facts._module import NEWLINE, Module, dotted_path
from autograder.syntax import syntax_tree
from autograder.tree import SourceTree

MAX_CHARACTERS = 500_000
"""A file beyond this is named and left alone: nobody wrote it by hand."""

MAX_DEPTH = 200
"""Levels of the syntax tree beyond which a file is named and left alone. Python's own limit is near it."""

MOST_KEPT, LONGEST_KEPT = 256, 40_000
"""So many modules, of at most so many characters, are kept with what was read off each: most modules of an
app are the same in one submission after the other."""

COOKIE_WITHIN = 2_000
"""Characters within which a file's encoding is looked for; Python looks at its first two lines."""

READ_NOT_RUN = "<read, not run>"
"""The file name under which Python's warnings about a text are silenced."""

SHARED = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
"""Nodes such as `Load` and `Add`: Python uses one for all places, so that a place cannot be told by them."""

ENCODING_COOKIE = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


class UnparsableKind(StrEnum):
    """Why a file could not be read."""

    SYNTAX = "not Python"
    NULL_BYTE = "null byte"
    NOT_TEXT = "not text"
    ENCODING = "unknown encoding"
    TOO_DEEP = "nested too deeply"
    TOO_LARGE = "too large"


@dataclass(frozen=True)
class Unparsable:
    """A file that was not read.

    Arguments:
        path: the file in its tree.
        line: where reading stopped, counted from 1, if that is known.
        kind: why, in a word.
        message: why, in a sentence.
    """

    path: str
    line: int | None
    kind: UnparsableKind
    message: str


@dataclass(frozen=True, eq=False)
class Sources:
    """The Python files of a tree, read: what every fact starts from. Equal only to itself.

    Arguments:
        modules: those that could be parsed, by path.
        unparsable: those that could not, by path.
    """

    modules: tuple[Module, ...] = ()
    unparsable: tuple[Unparsable, ...] = ()

    @cached_property
    def by_path(self) -> Mapping[str, Module]:
        """The parsed modules by path."""
        return {module.path: module for module in self.modules}

    @cached_property
    def by_name(self) -> Mapping[str, Module]:
        """The parsed modules by dotted name."""
        return {module.name: module for module in self.modules}

    def line(self, path: str, number: int) -> str:
        """The text of one line of a parsed module; empty where there is none."""
        return self.by_path[path].line(number) if path in self.by_path else ""


def parse(tree: SourceTree) -> Sources:
    """Read every `.py` file of a tree. Nothing in it makes this raise."""
    files = [path for path in tree if path.endswith(".py")]
    read = [_parse_file(path, dotted_path(path, tree), tree[path]) for path in files]
    return Sources(
        modules=tuple(module for module in read if isinstance(module, Module)),
        unparsable=tuple(module for module in read if isinstance(module, Unparsable)),
    )


def parse_text(text: str, path: str = "module.py") -> Sources:
    """Read one module."""
    return parse(SourceTree({path: text}))


def _parse_file(path: str, name: str, text: str) -> Module | Unparsable:
    refused = _refused_unread(path, text)
    if refused is not None:
        return refused
    try:
        return (_kept_module if len(text) <= LONGEST_KEPT else _module)(path, name, text)
    except SyntaxError as error:
        return _syntax(path, error)
    except UnicodeEncodeError:
        return Unparsable(path, None, UnparsableKind.NOT_TEXT, "it holds half characters (lone surrogates)")
    except ValueError as error:
        return Unparsable(path, None, UnparsableKind.SYNTAX, str(error))
    except (RecursionError, MemoryError):
        return _too_deep(path, None)


def _module(path: str, name: str, text: str) -> Module | Unparsable:
    return _walked(path, name, text, tree_of(text))


_kept_module = lru_cache(MOST_KEPT)(_module)


def _refused_unread(path: str, text: str) -> Unparsable | None:
    if len(text) > MAX_CHARACTERS:
        message = f"{len(text):,} characters, more than {MAX_CHARACTERS:,}"
        return Unparsable(path, None, UnparsableKind.TOO_LARGE, message)
    if "\0" in text:
        line = len(NEWLINE.split(text[: text.index("\0")]))
        return Unparsable(path, line, UnparsableKind.NULL_BYTE, "a null byte, which Python refuses")
    return _wrong_encoding(path, text)


def _wrong_encoding(path: str, text: str) -> Unparsable | None:
    for number, line in enumerate(NEWLINE.split(text[:COOKIE_WITHIN])[:2], start=1):
        cookie = ENCODING_COOKIE.match(line)
        if cookie is None:
            continue
        try:
            codecs.lookup(cookie[1])
        except (LookupError, ValueError):
            message = f"it declares the encoding {cookie[1]!r}, which Python does not know"
            return Unparsable(path, number, UnparsableKind.ENCODING, message)
    return None


def tree_of(text: str) -> ast.Module:
    """The syntax tree of a text that is read and not run: no warning of Python's about it is shown.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: as `ast.parse`.
    """
    # A filter of our own file name instead of `catch_warnings`, which other threads would notice.
    warnings.filterwarnings("ignore", module=re.escape(READ_NOT_RUN))
    return syntax_tree(text, READ_NOT_RUN)


def _syntax(path: str, error: SyntaxError) -> Unparsable:
    message = error.msg or "invalid syntax"
    too_deep = "too many nested" in message or "too many levels" in message
    kind = UnparsableKind.TOO_DEEP if too_deep else UnparsableKind.SYNTAX
    return Unparsable(path, error.lineno, kind, message)


def _too_deep(path: str, line: int | None) -> Unparsable:
    return Unparsable(path, line, UnparsableKind.TOO_DEEP, f"nested more than {MAX_DEPTH} levels deep")


def _walked(path: str, name: str, text: str, tree: ast.Module) -> Module | Unparsable:
    nodes: list[ast.AST] = []
    parents: dict[ast.AST, ast.AST] = {}
    waiting: list[tuple[ast.AST, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_DEPTH:
            return _too_deep(path, getattr(node, "lineno", None))
        nodes.append(node)
        for child in reversed([*ast.iter_child_nodes(node)]):
            if not isinstance(child, SHARED):
                parents[child] = node
                waiting.append((child, depth + 1))
    return Module(path, name, text, tree, tuple(nodes[1:]), parents)
