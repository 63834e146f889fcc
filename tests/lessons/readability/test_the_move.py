"""Lesson 01 moves the refund function without changing it; the exercise starts from that very function."""

import ast

from autograder import syllabus
from autograder.stages import before, before_exercise

LESSON = syllabus.load().lesson("01")


def function(text: str, name: str) -> ast.FunctionDef:
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    return next(node for node in functions if node.name == name)


def test_the_exercise_starts_from_the_messy_refund_function_word_for_word() -> None:
    messy = function(before(LESSON)["boxoffice/utils.py"], "rf")
    moved = function(before_exercise(LESSON)["boxoffice/refunds.py"], "refund_amount")
    messy.name = moved.name
    assert ast.dump(moved) == ast.dump(messy)
