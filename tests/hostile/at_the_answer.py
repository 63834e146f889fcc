"""Attacks on the answer: forged, exchanged, or such that those who read it stumble."""

from __future__ import annotations

from textwrap import dedent

from tests.hostile._attack import (
    REFUNDS,
    Targets,
    attack,
    handed_in,
    on_call,
    on_import,
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
