"""The grader's time over that of its probe alone, which runs the learner's code on the same cases."""

from __future__ import annotations

import time

from autograder import syllabus
from autograder.grading import Grader, subject_of
from autograder.lessons import Examination
from autograder.lessons.readability.same_answers import same_answers
from autograder.sandbox import Sandbox
from benchmarks.class_grading import answers, submission_of
from benchmarks.report import Result

COUNT = 40


def measure() -> list[Result]:
    """Seconds of the grader for each second of the probes, one submission of exercise 01 after the other."""
    texts = answers(COUNT)
    ratio = _graded(texts) / _probed(texts)
    return [Result("grader-over-bare-probes", round(ratio, 2), "times")]


def _graded(texts: list[str]) -> float:
    lesson = syllabus.load().lesson("01")
    with Grader() as grader:
        grader.grade(lesson, submission_of(texts[0] + "# warm\n"))
        start = time.perf_counter()
        for text in texts:
            grader.grade(lesson, submission_of(text))
        return time.perf_counter() - start


def _probed(texts: list[str]) -> float:
    lesson = syllabus.load().lesson("01")
    subjects = [subject_of(lesson, submission_of(text)) for text in texts]
    with Sandbox() as sandbox:
        sandbox.start()
        start = time.perf_counter()
        for subject in subjects:
            same_answers(Examination(subject, sandbox, b"benchmark"))
        return time.perf_counter() - start
