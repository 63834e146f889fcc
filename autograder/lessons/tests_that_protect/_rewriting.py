"""Rewrites modules of an app by their structure: whatever they are called inside, what they do stays."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator

from autograder.syntax import syntax_tree
from autograder.tree import SourceTree

_Function = ast.FunctionDef | ast.AsyncFunctionDef


class NotThereError(ValueError):
    """What is to be rewritten is not in the app."""


def with_private_names_renamed(app: SourceTree, path: str) -> SourceTree:
    """Constants and `_functions` at the top of a module get other names, where nobody else uses them."""
    tree = syntax_tree(app[path])
    elsewhere = "\n".join(text for other, text in app.files.items() if other != path)
    own = [name for name in _defined(tree) if not re.search(rf"\b{name}\b", elsewhere)]
    inner = [name for name in own if name.isupper() or re.fullmatch("_[^_].*", name)]
    new = {name: _other_name(name) for name in inner}
    if not new or any(name in app[path] for name in new.values()):
        return app
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            node.name = new.get(node.name, node.name)
    return app.with_file(path, _printed(tree))


def with_module_moved(app: SourceTree, old: str, new: str) -> SourceTree:
    """A module under another path, and every import of it with the new name. An unknown one is left alone."""
    if old not in app:
        return app
    package, _, before = _dotted(old).rpartition(".")
    after = _dotted(new).rpartition(".")[2]
    moved = app.without(old).with_file(new, app[old])
    for path, text in moved.files.items():
        tree = syntax_tree(text)
        if sum([_redirect(node, package, before, after) for node in ast.walk(tree)]):
            moved = moved.with_file(path, _printed(tree))
    return moved


def with_facade_from(app: SourceTree, name: str, path: str, text: str) -> SourceTree:
    """A function of the facade `boxoffice.domain` that comes from another module, which is new.

    Raises:
        NotThereError: the facade does not import the function.
    """
    facade = "boxoffice/domain/__init__.py"
    tree = syntax_tree(app[facade])
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and name in [alias.name for alias in node.names]:
            node.names = [alias for alias in node.names if alias.name != name]
            source = ast.ImportFrom(_dotted(path), [ast.alias(name)], level=0)
            place = tree.body.index(node) + 1
            tree.body[place:place] = [source]
            if not node.names:
                tree.body.remove(node)
            return app.with_file(facade, _printed(tree)).with_file(path, text)
    raise NotThereError(f"{facade} imports no {name}")


def with_function(app: SourceTree, path: str, name: str, text: str) -> SourceTree:
    """Another body for a function of a module.

    Raises:
        NotThereError: the module has no such function.
    """

    def replace(function: _Function) -> None:
        function.body = next(_functions(syntax_tree(text), name)).body

    return _with(app, path, name, replace)


def with_answer_of(app: SourceTree, path: str, name: str, expression: str) -> SourceTree:
    """A function that answers with an expression of its former `_answer`.

    Raises:
        NotThereError: the module has no such function.
    """

    def replace(function: _Function) -> None:
        for node in ast.walk(function):
            if isinstance(node, ast.Return) and node.value is not None:
                told = _expression(expression)
                node.value = ast.Call(_lambda("_answer", told), [node.value], [])

    return _with(app, path, name, replace)


def with_argument_of(app: SourceTree, path: str, name: str, argument: str, expression: str) -> SourceTree:
    """A function that begins by making something else of an argument.

    Raises:
        NotThereError: the module has no such function, or it has no such argument.
    """

    def replace(function: _Function) -> None:
        if argument not in [each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)]:
            raise NotThereError(f"{name} in {path} has no {argument}")
        first = 1 if ast.get_docstring(function) else 0
        made = ast.Assign([ast.Name(argument, ast.Store())], _expression(expression))
        function.body[first:first] = [made]

    return _with(app, path, name, replace)


def _with(app: SourceTree, path: str, name: str, replace: Callable[[_Function], None]) -> SourceTree:
    tree = syntax_tree(app[path])
    functions = [*_functions(tree, name)]
    if not functions:
        raise NotThereError(f"{path} has no function {name}")
    for function in functions:
        replace(function)
    return app.with_file(path, _printed(tree))


def _functions(tree: ast.Module, name: str) -> Iterator[_Function]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            yield node


def _defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


def _other_name(name: str) -> str:
    return f"{name}_IN_FORCE" if name.isupper() else f"{name}_as_agreed"


def _redirect(node: ast.AST, package: str, before: str, after: str) -> bool:
    """Whether this was an import of the module; it is now one of the moved one."""
    match node:
        case ast.ImportFrom(module=module) if module == f"{package}.{before}":
            node.module = f"{package}.{after}"
            return True
        case ast.ImportFrom(module=module, names=names) if module == package:
            found = [alias for alias in names if alias.name == before]
            for alias in found:
                alias.name, alias.asname = after, alias.asname or before
            return bool(found)
        case ast.Import(names=names):
            # `import a.b.c` binds `a`; what follows would have to be read. No module of the app does it.
            return any(alias.name == f"{package}.{before}" for alias in names)
    return False


def _lambda(argument: str, body: ast.expr) -> ast.Lambda:
    arguments = ast.arguments([], [ast.arg(argument)], None, [], [], None, [])
    return ast.Lambda(arguments, body)


def _expression(text: str) -> ast.expr:
    (statement,) = syntax_tree(text).body
    assert isinstance(statement, ast.Expr)
    return statement.value


def _dotted(path: str) -> str:
    return path.removesuffix(".py").replace("/", ".")


def _printed(tree: ast.Module) -> str:
    return f"{ast.unparse(ast.fix_missing_locations(tree))}\n"
