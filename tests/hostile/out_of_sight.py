"""Attacks on those who read: rules that are right, and nowhere to be read."""

from __future__ import annotations

import random
from textwrap import dedent

from autograder.lessons.readability._cases import cases
from autograder.lessons.readability._rules import expected
from tests.hostile._attack import (
    REFUNDS,
    RIGHT,
    TRY,
    WRONG,
    Targets,
    attack,
    attempts,
    handed_in,
    on_call,
    released,
)

ARGUMENTS = "total, fee, now, starts_at, cancelled, paid, refunded"


def messy() -> str:
    """The module as it is handed out: right, and unreadable."""
    for cell in released("01")["cells"]:
        source = "".join(cell["source"])
        if source.startswith(f"%%writefile {REFUNDS}"):
            return source.partition("\n")[2]
    raise AssertionError("the exercise writes no refund rules")


@attack("python")
def walks_frames_for_answers(_: Targets) -> bytes:
    """Looks through the frames above it for anything like an expected answer."""
    return on_call("""
            import sys
            frame = sys._getframe()
            found = []
            while frame:
                for name, value in {**frame.f_globals, **frame.f_locals}.items():
                    if any(word in name.lower() for word in ('expect', 'right', 'correct', 'secret')):
                        found.append(f'{frame.f_code.co_filename}:{name}')
                frame = frame.f_back
            if found:
                raise RuntimeError('ESCAPED ' + ' '.join(found))
            return total, 0
        """)


@attack("python")
def reads_the_graders_files(_: Targets) -> bytes:
    """Searches everything that it can see for the checks, their rules and the solutions."""
    names = [
        "readability/_rules.py", "same_answers.py", "readability/_cases.py", "syllabus.toml", "variants.toml",
        "01-readability.ipynb", "_secret.py", "secret",
    ]  # fmt: skip
    ends = tuple(f"/{name}" for name in names)
    return attempts(
        f"""
        def search():
            found = []
            for folder, _, files in os.walk("/"):
                if not folder.startswith(("/proc", "/sys")):
                    paths = [f"{{folder}}/{{name}}" for name in files]
                    found += [path for path in paths if path.endswith({ends!r})]
            return [path for path in found if os.access(path, os.R_OK)] or None

        attempt("files", search)
        attempt("package", lambda: __import__("autograder"))
        """,
        imports="import os",
    )


@attack("python")
def knows_the_textbook_by_heart(_: Targets) -> bytes:
    """A table of the answers to all cases that are the same for everyone."""
    lines = []
    for case in cases(random.Random(0), b"")[:144]:
        right = expected(case)
        key = (case.total_cents / 100, case.fee_cents / 100, str(case.now), str(case.starts_at))
        amount = None if right.amount_cents is None else right.amount_cents / 100
        lines.append(
            f"    {(*key, case.cancelled, case.paid, case.refunded)!r}: {(amount, int(right.code))!r},\n"
        )
    table = "ANSWERS = {\n" + "".join(lines) + "}\n"
    function = f"""

def refund_amount({ARGUMENTS}):
    asked = (total, fee, str(now), str(starts_at), cancelled, paid, refunded)
    return ANSWERS[asked]
"""
    return handed_in({REFUNDS: table + function})


@attack("python")
def is_nested_deeply(_: Targets) -> bytes:
    """Source that overflows those who parse it."""
    deep = f"{WRONG}\nDEEP = {'(' * 5000}1{')' * 5000}\n"
    return handed_in({REFUNDS: deep, "boxoffice/a.py": "-" * 90_000 + "1\n"})


@attack("python")
def is_nested_just_so(_: Targets) -> bytes:
    """As deep as Python itself takes, in every way, to overflow those who walk the tree."""
    sums = " + ".join(["1"] * 500)
    chain = "".join(["x" + ".a" * 500])
    return handed_in(
        {REFUNDS: WRONG, "boxoffice/a.py": f"A = {sums}\n", "boxoffice/b.py": f"lambda x: {chain}\n"}
    )


@attack("python")
def runs_text(_: Targets) -> bytes:
    """The messy rules as a text that is run: right, and nowhere to be read."""
    return handed_in({REFUNDS: f'"""What is paid back."""\n\nexec({messy()!r})\n'})


@attack("python")
def runs_a_comment(_: Targets) -> bytes:
    """A declared encoding by which the lines of a comment become code."""
    hidden = "\\u000a".join(messy().replace("\\", "\\\\").splitlines())
    return handed_in(
        {
            REFUNDS: dedent(rf"""
            # coding: raw_unicode_escape
            # \u000a{hidden}
        """)
        }
    )


@attack("python")
def runs_a_comment_in_utf_7(_: Targets) -> bytes:
    """The same with an encoding in which any line break can be spelled."""
    hidden = "+AAo-".join(line.replace("+", "+-") for line in messy().splitlines())
    return handed_in(
        {
            REFUNDS: dedent(f"""
            # -*- coding: utf-7 -*-
            # nothing here +AAo-{hidden}
        """)
        }
    )


@attack("python")
def borrows_code_from_scripts(_: Targets) -> bytes:
    """Delegates to messy rules in a folder that is not judged by reading."""
    clean = dedent(f"""
            import dataclasses

            rules = dataclasses.inspect.importlib.import_module('scripts.rules')


            def refund_amount({ARGUMENTS}):
                return rules.refund_amount({ARGUMENTS})
        """)
    return handed_in({REFUNDS: clean, "scripts/rules.py": messy()})


@attack("python")
def borrows_builtins_from_enum(_: Targets) -> bytes:
    """Runs its docstring with the builtins that another module imports."""
    return handed_in(
        {
            REFUNDS: dedent(f"""
            RULES = {messy()!r}

            import enum

            enum.bltns.exec(RULES)
        """)
        }
    )


@attack("python")
def borrows_builtins_from_globals(_: Targets) -> bytes:
    """Runs a text with the builtins found in a function's globals."""
    clean = dedent(f"""
            RULES = {messy()!r}


            def _rules():
                pass


            _rules.__globals__['__builtins__']['exec'](RULES)
        """)
    return handed_in({REFUNDS: clean})


@attack("python")
def borrows_os_from_the_app(_: Targets) -> bytes:
    """Runs a text with what a module of the app imports."""
    clean = dedent(f"""
            from boxoffice import helpers

            RULES = {messy()!r}

            helpers.os.sys.modules['builtins'].exec(RULES)
        """)
    return handed_in({REFUNDS: clean})


@attack("python", earns=10.0)
def is_right_beside_hostile_modules(_: Targets) -> bytes:
    """The right rules, with hostile modules elsewhere that nobody has a reason to import."""
    hostile = TRY + dedent("""
            import os
            os._exit(0)
        """)
    return handed_in({REFUNDS: RIGHT, "scripts/sitecustomize.py": hostile, "tests/conftest.py": hostile})


@attack("python")
def is_wrong_beside_right_modules(_: Targets) -> bytes:
    """Wrong rules, with right ones in every place but the one that counts."""
    others = dict.fromkeys(("tests/refunds.py", "scripts/refunds.py", "boxoffice/refunds_right.py"), RIGHT)
    return handed_in({REFUNDS: WRONG, **others})
