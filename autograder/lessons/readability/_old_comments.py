"""Comments of the exercise's refund rules that were left where they are."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterator
from functools import lru_cache

from autograder.facts import Sources
from autograder.lessons.readability._failures import PATH
from autograder.stages import before_exercise
from autograder.syllabus import load
from autograder.verdict import Evidence

WORDS = "A comment of the old code. Does the code not say it? Does it say the same?"


def old_comments(sources: Sources) -> Iterator[Evidence]:
    """Each comment of a tree that already stood in the refund rules as the exercise hands them out."""
    old = _old()
    for module in sources.modules:
        for line, comment in _comments(module.text):
            if comment in old:
                yield Evidence.source(WORDS, module.path, line, module.line(line).strip())


@lru_cache(maxsize=1)
def _old() -> frozenset[str]:
    # Not the examination's stage: in later lessons that holds the solution's own comments.
    text = before_exercise(load().lesson("01"))[PATH]
    return frozenset(comment for _, comment in _comments(text))


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """Line and words of each comment, whatever its signs, spaces and capitals."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            words = " ".join("".join(sign if sign.isalnum() else " " for sign in token.string).split())
            if token.type == tokenize.COMMENT and words:
                yield token.start[0], words.lower()
    except (tokenize.TokenError, SyntaxError):
        return  # Python has parsed this file: what its tokenizer still stumbles over is at the very end
