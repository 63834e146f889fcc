"""Trusted programs: source text that the grader sends into a case to run beside learner code."""

from __future__ import annotations

import marshal
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Program:
    """Source text that defines ``main(argument)``.

    It runs in the case's process before any learner code does, with the tree first on ``sys.path`` and as the
    current folder; it imports the learner's modules itself. It must hold no expected answer: learner code can
    read it. What it needs later (``json.dumps``, ``time.monotonic``) it had better bind before that import.

    Arguments:
        name: shown in messages as ``<name>``.
        source: Python source.

    Raises:
        SyntaxError: the source does not parse (when it is first used).
    """

    name: str
    source: str

    @property
    def code(self) -> bytes:
        """The compiled source, marshalled; the sandbox runs the same interpreter."""
        return _compiled(self.name, self.source)


@lru_cache(maxsize=256)
def _compiled(name: str, source: str) -> bytes:
    return marshal.dumps(compile(source, f"<{name}>", "exec", dont_inherit=True))
