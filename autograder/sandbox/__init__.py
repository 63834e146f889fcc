"""Run a learner's tree safely and talk to it. Knows nothing of lessons.

Usage::

    with Sandbox(default_isolation()) as sandbox:  # one warm parent; keep it, it makes everything quick
        with sandbox.room(tree, env={"DATABASE_URL": "sqlite:////tmp/app.db"}) as room:
            outcome = room.run(Program("refund", SOURCE), [100], seconds=2)  # Value | Failure
            with room.serve(Program("app", RETURN_APP), None, seconds=2) as served:
                answer = served.request("GET", "/events")  # Answer | Failure
                with sandbox.room(tests) as other:
                    other.run(Program("tests", RUN_PYTEST), None, seconds=5, reach=[served])

What learner code does wrong is data: a ``Failure`` with a kind, a path in the tree and a line. What the
sandbox does wrong is a ``SandboxError``. A room's ``odd`` says that its submission is to be judged once more,
alone, in a new sandbox.
"""

from autograder.sandbox._probe import default_isolation, probe
from autograder.sandbox.isolation import Isolation, IsolationUnavailable
from autograder.sandbox.limits import Limits
from autograder.sandbox.outcome import JSON, Answer, Failure, FailureKind, Outcome, SandboxError, Value
from autograder.sandbox.program import Program
from autograder.sandbox.room import Room
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.served import Served

__all__ = [
    "JSON",
    "Answer",
    "Failure",
    "FailureKind",
    "Isolation",
    "IsolationUnavailable",
    "Limits",
    "Outcome",
    "Program",
    "Room",
    "Sandbox",
    "SandboxError",
    "Served",
    "Value",
    "default_isolation",
    "probe",
]
