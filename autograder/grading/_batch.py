"""Judge many submissions: threads keep the cores busy, since the work is done in the sandbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from autograder.grading._grader import Grader
from autograder.submission import read_notebook
from autograder.syllabus import Course, Lesson
from autograder.verdict import Verdict


@dataclass(frozen=True)
class HandedIn:
    """One notebook that was handed in.

    Arguments:
        student: whose it is.
        lesson: whose exercise it is.
        path: the notebook.
    """

    student: str
    lesson: Lesson
    path: Path


@dataclass(frozen=True)
class Graded:
    """One notebook with its verdict."""

    handed_in: HandedIn
    verdict: Verdict


def submissions_in(folder: Path, course: Course) -> list[HandedIn]:
    """The notebooks of nbgrader's `submitted/` tree: `STUDENT/LESSON/LESSON.ipynb`.

    Arguments:
        folder: the tree's root.
        course: only its ready lessons are taken.
    """
    return [
        HandedIn(student.name, lesson, path)
        for student in sorted(item for item in folder.iterdir() if item.is_dir())
        for lesson in course.ready
        if (path := student / lesson.slug / f"{lesson.slug}.ipynb").exists()
    ]


def grade_all(grader: Grader, handed_in: Iterable[HandedIn], *, jobs: int) -> Iterator[Graded]:
    """Judge notebooks, each as soon as a thread is free.

    Arguments:
        grader: shared by the threads.
        handed_in: what to judge.
        jobs: threads.

    Yields:
        Each notebook with its verdict, in the order in which they are done.
    """

    def graded(item: HandedIn) -> Graded:
        return Graded(item, grader.grade(item.lesson, read_notebook(item.path)))

    with ThreadPoolExecutor(jobs, thread_name_prefix="grading") as threads:
        tasks = [threads.submit(graded, item) for item in handed_in]
        for task in as_completed(tasks):
            yield task.result()
