"""Attacks in Python: on what runs beside the learner's module, and on those who read it."""

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
    on_import,
    released,
)

ARGUMENTS = "total, fee, now, starts_at, cancelled, paid, refunded"

FORGE = '''
import json, os
def forge(message, size=None):
    """Put a frame on every descriptor there is."""
    data = message if isinstance(message, bytes) else json.dumps(message).encode()
    for descriptor in range(256):
        try:
            os.set_blocking(descriptor, False)
            os.write(descriptor, (len(data) if size is None else size).to_bytes(4, "big") + data)
        except OSError:
            pass
'''


def messy() -> str:
    """The module as it is handed out: right, and unreadable."""
    for cell in released("01")["cells"]:
        source = "".join(cell["source"])
        if source.startswith(f"%%writefile {REFUNDS}"):
            return source.partition("\n")[2]
    raise AssertionError("the exercise writes no refund rules")


@attack("python")
def patches_json(_: Targets) -> bytes:
    """Replaces what turns answers into text."""
    forged = '\'{"value": {"answers": [], "points": 10, "share": 1}}\''
    return on_import(f"""
            import json, json.encoder, json.decoder
            json.dumps = json.JSONEncoder.encode = json.encoder.JSONEncoder.encode = lambda *a, **k: {forged}
            json.JSONEncoder.iterencode = lambda *a, **k: iter(['true'])
            json.loads = lambda *a: {{}}
        """)


@attack("python")
def patches_builtins(_: Targets) -> bytes:
    """Replaces the builtins that the program beside it uses."""
    return on_import("""
            import builtins
            builtins.isinstance = lambda *a: True
            builtins.len = lambda *a: 2
            builtins.float = lambda *a: 0.0
            builtins.str = builtins.repr = lambda *a: 'passed'
            builtins.BaseException = builtins.Exception = KeyError
        """)


@attack("python")
def patches_pytest_and_asserts(_: Targets) -> bytes:
    """Asserts that hold whatever they say."""
    return on_import("""
            import builtins, pytest, unittest, inspect
            class Never(BaseException):
                def __new__(cls, *a):
                    return None
            builtins.AssertionError = Never
            pytest.fail = pytest.raises = lambda *a, **k: None
            unittest.TestCase.assertEqual = lambda *a: None
            inspect.signature = lambda *a: 1
        """)


@attack("python")
def patches_the_program(_: Targets) -> bytes:
    """Replaces the functions of the program that asks it, found through frames and sys.modules."""
    return on_import("""
            import sys
            frame = sys._getframe()
            while frame:
                for name in ('_plain', '_answers', '_takes', 'main', '_encoded', '_perform', '_flush'):
                    if name in frame.f_globals:
                        frame.f_globals[name] = lambda *a, **k: {'amount': 100.0, 'code': 0, 'answers': []}
                frame = frame.f_back
            for module in list(sys.modules.values()):
                if getattr(module, '__name__', '').startswith(('inside', '__program__', '__main__')):
                    module.wire = module.main = module.frame = None
        """)


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
def rewrites_the_answers_through_gc(_: Targets) -> bytes:
    """Finds the list of answers among all objects and changes those already given."""
    return on_call("""
            import gc
            for thing in gc.get_objects():
                if type(thing) is list and thing and type(thing[0]) is dict and 'code' in thing[0]:
                    thing[:] = [{'amount': total, 'code': 0}] * 2000
                if type(thing) is dict and 'answers' in thing:
                    thing['answers'] = True
            return total, 0
        """)


@attack("python")
def answers_with_what_equals_everything(_: Targets) -> bytes:
    """Numbers that are equal to all others and less than none."""
    return handed_in(
        {
            REFUNDS: dedent(f"""
            class Same(float):
                __eq__ = lambda *a: True
                __ne__ = lambda *a: False
                __lt__ = __gt__ = lambda *a: True
                __float__ = lambda self: self
                __hash__ = float.__hash__
            class Code(int):
                __eq__ = lambda *a: True
                __hash__ = int.__hash__
            class Pair(tuple):
                __eq__ = lambda *a: True
                __len__ = lambda *a: 2
            def refund_amount({ARGUMENTS}):
                return Pair((Same(1), Code(0)))
        """)
        }
    )


@attack("python")
def exits_on_import(_: Targets) -> bytes:
    """Leaves with success before anything is asked."""
    return on_import("import sys\nsys.exit(0)")


@attack("python")
def exits_on_call(_: Targets) -> bytes:
    """Leaves with success in the first call."""
    return on_call("raise SystemExit(0)")


@attack("python")
def ends_the_process(_: Targets) -> bytes:
    """Ends the process with exit code 0, with nothing flushed."""
    return on_call("import os\nos._exit(0)")


@attack("python")
def aborts(_: Targets) -> bytes:
    """Aborts on import."""
    return on_import("import os\nos.abort()")


@attack("python")
def reads_address_nought(_: Targets) -> bytes:
    """Ends in a segmentation fault."""
    return on_call("import ctypes\nctypes.string_at(0)")


@attack("python")
def forges_at_exit(_: Targets) -> bytes:
    """Sends its own result when the interpreter ends, and in finalizers."""
    return on_import(
        FORGE
        + dedent("""
            import atexit, threading, weakref
            full = {'value': {'answers': [], 'points': 10}}
            atexit.register(forge, full)
            threading._register_atexit(forge, full)
            class Last:
                def __del__(self):
                    forge(full)
            last = Last()
        """)
    )


@attack("python")
def forges_a_result(_: Targets) -> bytes:
    """Sends a result on every open descriptor and ends with success."""
    return on_import(
        FORGE
        + dedent("""
            forge({'value': {'answers': [{'amount': 0.0, 'code': 0}] * 2000}})
            os._exit(0)
        """)
    )


@attack("python")
def forges_a_verdict(_: Targets) -> bytes:
    """Sends what a verdict looks like, and every other shape, on every open descriptor."""
    return on_import(
        FORGE
        + dedent(r"""
            for message in ({'ready': True}, {'value': 10.0}, {'points': 10}, [10], 10, b'10.0\n',
                            {'value': {'answers': [], 'share': 1, 'state': 'passed', 'reason': 'passed'}}):
                forge(message)
            os._exit(0)
        """)
    )


@attack("python")
def forges_half_a_frame(_: Targets) -> bytes:
    """Announces four gigabytes and sends nothing more."""
    return on_import(
        FORGE
        + dedent("""
            import time
            forge(b'', size=2**32 - 1)
            time.sleep(60)
        """)
    )


@attack("python")
def forges_endless_evidence(_: Targets) -> bytes:
    """Sends an exception of three megabytes with control characters, for the card to show."""
    return on_import(
        FORGE
        + dedent("""
            raised = {'raised': chr(27) + '[2J' + chr(0x202e) + 'x' * 3_000_000, 'path': '../../etc/passwd',
                      'line': 10**12}
            for descriptor in range(256):
                try:
                    os.set_blocking(descriptor, True)
                except OSError:
                    pass
            data = json.dumps({'value': {'answers': [raised]}}).encode()
            for descriptor in range(3, 256):
                try:
                    sent = len(data).to_bytes(4, 'big') + data
                    while sent:
                        sent = sent[os.write(descriptor, sent):]
                except OSError:
                    pass
            os._exit(0)
        """)
    )


@attack("python")
def names_functions_without_end(_: Targets) -> bytes:
    """Says in a result that there is another function, with a name of three megabytes."""
    return on_import(
        FORGE
        + dedent("""
            import sys
            data = json.dumps({'value': {'problem': 'missing', 'functions': ['f' * 3_000_000]}})
            data = data.encode()
            for descriptor in range(3, 256):
                try:
                    sent = len(data).to_bytes(4, 'big') + data
                    while sent:
                        sent = sent[os.write(descriptor, sent):]
                except OSError:
                    pass
            os._exit(0)
        """)
    )


@attack("python")
def answers_in_depth(_: Targets) -> bytes:
    """Sends a hundred thousand brackets as its result."""
    return on_import(
        FORGE
        + dedent("""
            forge(b'{"value": ' + b'[' * 100_000 + b']' * 100_000 + b'}')
            os._exit(0)
        """)
    )


@attack("python")
def shadows_modules(_: Targets) -> bytes:
    """Modules named like the standard library's, sitecustomize and conftest, put first on the path."""
    forged = dedent("""
            def dumps(*a, **k):
                return '{}'
            load = loads = JSONEncoder = dumps
        """)
    names = ("json", "inspect", "traceback", "datetime", "socket", "sitecustomize", "conftest", "os")
    folders = ("boxoffice", "tests", "scripts")
    others = {f"{folder}/{name}.py": forged for folder in folders for name in names}
    hook = dedent("""
            import sys, os
            sys.path[:0] = ['/app/boxoffice', '/app/tests', '/app/scripts']
        """)
    hook += "[sys.modules.pop(name, None) for name in ('json', 'inspect', 'traceback', 'datetime')]\n"
    return handed_in({REFUNDS: WRONG, "boxoffice/__init__.py": hook, **others})


@attack("python")
def reads_the_graders_files(_: Targets) -> bytes:
    """Searches everything that it can see for the checks, their rules and the solutions."""
    names = [
        "_rules.py", "same_answers.py", "_cases.py", "syllabus.toml", "variants.toml", "01-readability.ipynb",
        "_secret.py", "secret",
    ]  # fmt: skip
    return attempts(
        f"""
        def search():
            found = []
            for folder, _, files in os.walk("/"):
                if not folder.startswith(("/proc", "/sys")):
                    found += [f"{{folder}}/{{name}}" for name in files if name in {names!r}]
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
    for case in cases(random.Random(0))[:144]:
        right = expected(case)
        key = (case.total_cents / 100, case.fee_cents / 100, str(case.now), str(case.starts_at))
        amount = None if right.amount_cents is None else right.amount_cents / 100
        lines.append(
            f"    {(*key, case.cancelled, case.paid, case.refunded)!r}: {(amount, int(right.code))!r},\n"
        )
    table = "ANSWERS = {\n" + "".join(lines) + "}\n"
    body = "    asked = (total, fee, str(now), str(starts_at), cancelled, paid, refunded)\n"
    return handed_in(
        {
            REFUNDS: dedent(f"""
            {table}

            def refund_amount({ARGUMENTS}):
            {body}    return ANSWERS[asked]
        """)
        }
    )


@attack("python")
def is_nested_deeply(_: Targets) -> bytes:
    """Source that overflows those who parse it."""
    return handed_in(
        {
            REFUNDS: dedent(f"""
            {WRONG}
            DEEP = {"(" * 5000}1{")" * 5000}
        """),
            "boxoffice/a.py": "-" * 90_000 + "1\n",
        }
    )


@attack("python")
def is_nested_just_so(_: Targets) -> bytes:
    """As deep as Python itself takes, in every way, to overflow those who walk the tree."""
    sums = " + ".join(["1"] * 3000)
    chain = "".join(["x" + ".a" * 900])
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


@attack("python")
def starts_threads(_: Targets) -> bytes:
    """Threads that forge for ever beside the call."""
    return on_import(
        FORGE
        + dedent("""
            import threading, time
            def again():
                while True:
                    forge({'value': {'answers': []}})
                    time.sleep(0.001)
            for _ in range(8):
                threading.Thread(target=again, daemon=True).start()
        """)
    )


@attack("python")
def masks_every_signal(_: Targets) -> bytes:
    """Blocks and ignores all signals and runs for ever, forging the place where it is."""
    return on_import("""
            import signal
            signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
            for number in range(1, 65):
                try:
                    signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError):
                    pass
            while True:
                pass
        """)


@attack("python")
def hooks_imports(_: Targets) -> bytes:
    """Finders and path hooks that answer every later import, and a trace on every call."""
    return on_import("""
            import sys
            class Any:
                def find_spec(self, *a):
                    raise SystemExit(0)
            sys.meta_path.insert(0, Any())
            sys.path_hooks.insert(0, lambda path: Any())
            sys.path_importer_cache.clear()
            sys.modules.clear()
            sys.setprofile(lambda *a: None)
        """)


@attack("python")
def raises_what_cannot_be_shown(_: Targets) -> bytes:
    """Exceptions whose text raises, never ends, or ends the process."""
    return on_call("""
            import os
            class Loud(Exception):
                def __str__(self):
                    os._exit(0)
                __repr__ = __str__
            class Long(Exception):
                def __str__(self):
                    return 'x' * 100_000_000
            class Broken(Exception):
                def __str__(self):
                    raise self
                __repr__ = __str__
            raise [Long, Broken, Loud][int(total) % 3]()
        """)


@attack("python")
def raises_with_a_lying_class(_: Targets) -> bytes:
    """An exception whose class, name and traceback are properties that run code."""
    return on_import("""
            class Meta(type):
                def __getattribute__(cls, name):
                    raise SystemExit(0)
                def __instancecheck__(cls, other):
                    return True
            class Odd(Exception, metaclass=Meta):
                __traceback__ = property(lambda self: 1 / 0)
                __class__ = property(lambda self: dict)
            raise Odd()
        """)


@attack("python")
def raises_beyond_exception(_: Targets) -> bytes:
    """KeyboardInterrupt, GeneratorExit, RecursionError, MemoryError, a group ten thousand deep."""
    return on_call("""
            kind = int(total) % 5
            if kind == 0:
                raise KeyboardInterrupt
            if kind == 1:
                raise GeneratorExit
            if kind == 2:
                return refund_amount(total, fee, now, starts_at, cancelled, paid, refunded)
            if kind == 3:
                raise MemoryError
            group = ValueError('x')
            for _ in range(10_000):
                group = ExceptionGroup('x', [group])
            raise group
        """)


@attack("python")
def overflows_the_stack(_: Targets) -> bytes:
    """Recursion without a limit, in C where it can be."""
    return on_import("""
            import sys
            sys.setrecursionlimit(10**9)
            deep = []
            for _ in range(10**6):
                deep = [deep]
            def down():
                return repr(deep) + down()
            down()
        """)


@attack("python")
def answers_without_end(_: Targets) -> bytes:
    """Generators, numbers and texts without end in place of an answer."""
    return on_call("""
            import itertools
            class Endless(list):
                def __len__(self):
                    return 2
                def __iter__(self):
                    return itertools.repeat(0.0)
                def __repr__(self):
                    return 'x' * 10**8
            return (Endless(), 10**4000, iter(int, 1), float('nan'))[int(total) % 4]
        """)


@attack("python")
def answers_numbers_that_are_none(_: Targets) -> bytes:
    """Infinity, not-a-number, huge integers and booleans as amounts and codes."""
    return on_call("""
        odd = (float("inf"), float("nan"), 10**4000, True, 1e308 * 10, -0.0, total)
        return odd[int(total) % 7], (0, False, 10**400)[int(fee) % 3]
    """)


@attack("python")
def prints_a_hundred_megabytes(_: Targets) -> bytes:
    """A hundred megabytes on standard output."""
    return on_import("for _ in range(100):\n    print('x' * 1_000_000)")


@attack("python")
def prints_past_python(_: Targets) -> bytes:
    """Without end on both descriptors, past Python's own streams."""
    return on_call("""
            import os
            while True:
                os.write(1, b'x' * 65536)
                os.write(2, b'y' * 65536)
        """)


@attack("python")
def closes_every_descriptor(_: Targets) -> bytes:
    """Closes all descriptors and opens files in their place."""
    return on_import("""
            import os
            os.closerange(0, 256)
            for _ in range(16):
                os.open('/dev/null', os.O_RDWR)
        """)


@attack("python")
def swaps_descriptors(_: Targets) -> bytes:
    """Puts a socket pair of its own in the place of every descriptor and answers itself."""
    return on_import("""
            import os, socket
            one, two = socket.socketpair()
            for descriptor in range(3, 256):
                try:
                    os.fstat(descriptor)
                    if descriptor not in (one.fileno(), two.fileno()):
                        os.dup2(one.fileno(), descriptor)
                except OSError:
                    pass
        """)


@attack("python")
def replaces_itself(_: Targets) -> bytes:
    """Puts an object that has every attribute in the place of its module and of its package."""
    return on_import("""
            import sys
            class Everything:
                def __getattr__(self, name):
                    return Everything()
                def __call__(self, *a, **k):
                    return Everything()
                __iter__ = lambda self: iter(())
            sys.modules[__name__] = sys.modules['boxoffice'] = Everything()
        """)


@attack("python")
def moves_the_clock(_: Targets) -> bytes:
    """Replaces the clocks and the dates that the cases are made of."""
    return on_import("""
            import time, datetime
            time.monotonic = time.time = time.perf_counter = lambda: 0.0
            class Never(datetime.datetime):
                @classmethod
                def fromisoformat(cls, text):
                    return cls.min
            datetime.datetime = Never
            import sys
            sys.setswitchinterval(1e9)
        """)


@attack("python")
def lies_about_where_it_is(_: Targets) -> bytes:
    """Code that says it stands in another file, on a line of its choice, and runs for ever."""
    return on_call(r"""
            code = compile('\n' * 9 + 'while True:\n    pass', '/app/../../etc/shadow\x1b[2J', 'exec')
            exec(code)
        """)


@attack("python")
def tries_a_pickle(targets: Targets) -> bytes:
    """An answer that runs code wherever it is unpickled."""
    file = targets.folder / "survives-attack-pickle"
    return on_call(f"""
            import pickle
            class Evil:
                def __reduce__(self):
                    return (open, ({str(file)!r}, 'w'))
            return (Evil(), pickle.dumps(Evil()))[int(total) % 2]
        """)


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
