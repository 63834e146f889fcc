"""The verbs of a writing cell: ``%%writefile``, ``%remove`` and ``%take``. Each prints one calm line."""

from __future__ import annotations

import warnings
from collections.abc import Callable

from IPython.core.interactiveshell import InteractiveShell

from autograder.jupyter._session import Session
from autograder.submission import PathRefusedError, checked_path
from autograder.syntax import syntax_tree


def register(shell: InteractiveShell, session: Session) -> None:
    """Make the verbs known to a shell.

    Arguments:
        shell: the notebook's.
        session: what the verbs write into, and where their runs are noted.
    """

    def writefile(line: str, cell: str) -> None:
        """Write the cell to a module of the app: ``%%writefile boxoffice/refunds.py``."""
        print(_spoken(lambda: _write(session, line, cell)))

    def remove(line: str) -> None:
        """Remove a module of the app: ``%remove boxoffice/utils.py``."""
        print(_spoken(lambda: _remove(session, line)))

    def take(line: str) -> None:
        """Replace this cell's content by a module's file: ``%take boxoffice/refunds.py``."""
        print(_spoken(lambda: _take(shell, session, line)))

    shell.magics_manager.register_function(writefile, "cell", "writefile")
    shell.magics_manager.register_function(remove, "line", "remove")
    shell.magics_manager.register_function(take, "line", "take")


def _spoken(verb: Callable[[], str]) -> str:
    """What the verb says, or in one line why it did nothing."""
    try:
        return verb()
    except PathRefusedError as error:
        return f"Nothing was done: {error}"
    except OSError as error:
        return f"Nothing was done: {error.strerror or error}"


def _write(session: Session, line: str, cell: str) -> str:
    written = session.write(checked_path(line), cell)
    count = written.text.count("\n")
    said = f"Wrote {written.path} ({count} {'line' if count == 1 else 'lines'})."
    return f"{said} {_unparsable(written.text)}".rstrip()


def _remove(session: Session, line: str) -> str:
    path = checked_path(line)
    return f"Removed {path}." if session.remove(path) else f"{path} was not there."


def _take(shell: InteractiveShell, session: Session, line: str) -> str:
    path = checked_path(line)
    try:
        text = session.take(path)
    except UnicodeDecodeError:
        return f"Nothing was done: {path} is not UTF-8 text; save it as UTF-8 in the editor."
    shell.set_next_input(f"%%writefile {path}\n{text.rstrip()}", replace=True)
    return f"Took {path} into this cell."


def _unparsable(text: str) -> str:
    """One sentence where Python cannot read a module, with the line as the cell counts it; else nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            syntax_tree(text)
        except SyntaxError as error:
            where = f"line {error.lineno + 1} of this cell" if error.lineno else "this cell"
            return f"Python cannot read it yet: {where}, {error.msg}."
        except (ValueError, RecursionError, MemoryError):
            return "Python cannot read it yet."
    return ""
