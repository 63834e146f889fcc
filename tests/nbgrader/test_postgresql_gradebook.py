"""A gradebook on PostgreSQL, as a department keeps it: the same commands, the same marks."""

from __future__ import annotations

import pytest
from nbgrader.api import Gradebook

from autograder.authoring._submissions import as_notebook
from autograder.tree import SourceTree

from ..scenarios.postgresql import cluster
from .conftest import KEPT
from .course import SLUG, CourseCopy

pytestmark = [pytest.mark.postgresql, pytest.mark.bubblewrap]


def test_the_marks_reach_a_gradebook_on_postgresql_and_come_out_of_it(course: CourseCopy) -> None:
    with cluster() as postgresql:
        url = postgresql.new_database("gradebook").replace("postgresql://", "postgresql+psycopg://", 1)
        option = f"--CourseDirectory.db_url={url}"
        course.nbgrader("generate_assignment", SLUG, option)
        for student, name in (("ada", "right-match"), ("bob", "partly-short-names")):
            modules = SourceTree.from_folder(KEPT / name)
            course.hand_in(student, as_notebook(modules, course.notebook("exercises")))
        course.nbgrader("autograde", SLUG, option)
        course.nbgrader("generate_feedback", SLUG, option)
        course.nbgrader("export", option)

        assert not (course.root / "gradebook.db").exists()
        assert course.marks() == {"ada": 10.0, "bob": 8.0}
        with Gradebook(url) as gradebook:
            assert {each.student.id: each.score for each in gradebook.assignment_submissions(SLUG)} == {
                "ada": 10.0,
                "bob": 8.0,
            }
