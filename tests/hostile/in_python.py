"""Attacks in Python: on what runs beside the learner's module, and on those who read it."""

from __future__ import annotations

from textwrap import dedent

from tests.hostile._attack import (
    REFUNDS,
    WRONG,
    Targets,
    attack,
    handed_in,
    on_call,
    on_import,
)

ARGUMENTS = "total, fee, now, starts_at, cancelled, paid, refunded"


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
