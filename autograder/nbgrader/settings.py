"""The course's nbgrader settings. `nbgrader_config.py` and `survive build` both take them from here."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path

from nbgrader.preprocessors import (  # type: ignore[import-untyped] # ships no py.typed
    AssignLatePenalties,
    CheckCellMetadata,
    ComputeChecksums,
    LimitOutput,
    LockCells,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
    SaveCells,
)
from nbgrader.validator import Validator  # type: ignore[import-untyped] # ships no py.typed
from sqlalchemy.exc import SAWarning
from traitlets.config import Config

from autograder.nbgrader._autograde import SubmissionExporter, WriteVerdict
from autograder.nbgrader._generate import ReleaseExercise
from autograder.nbgrader._validate import ValidateByVerdict

COURSE_ID = "survives-production"

SUBMISSION_NAMES = (
    # ada_01-readability.ipynb, ada/01-readability.ipynb, and Moodle's
    # Ada Lovelace_1234_assignsubmission_file_01-readability.ipynb
    r".*[/\\](?!extracted[/\\])(?P<student_id>[\w.@+ -]+?)(?:_\d+_assignsubmission_file)?[_/\\]"
    r"(?P<file_id>\d\d-[a-z-]+?)(?:-Copy\d+| ?\(\d+\))?\.ipynb$"
)
"""What `nbgrader zip_collect` takes for the student's name and the notebook's."""


def configure(config: Config, root: Path) -> None:
    """Make a folder with `solutions/` and `exercises/` an nbgrader course.

    Arguments:
        config: nbgrader's configuration, changed in place.
        root: the course's folder.
    """
    config.CourseDirectory.course_id = COURSE_ID
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.source_directory = "solutions"
    config.CourseDirectory.release_directory = "exercises"
    # Formgrader and a command may write at the same time: wait for the other, rather than fail after 5 s.
    config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}?timeout=60"
    # The release is committed: without this, nbgrader would skip it and never tell the gradebook of it.
    config.GenerateAssignment.force = True
    config.GenerateAssignment.preprocessors = [
        ReleaseExercise,
        LockCells,
        CheckCellMetadata,
        ComputeChecksums,
        SaveCells,
    ]
    config.Autograde.exporter_class = SubmissionExporter
    config.Autograde.sanitize_preprocessors = [OverwriteKernelspec, OverwriteCells, CheckCellMetadata]
    config.Autograde.autograde_preprocessors = [
        WriteVerdict,
        LimitOutput,
        SaveAutoGrades,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    # No setting reaches this list.
    Validator.preprocessors = [ValidateByVerdict]
    config.FileNameCollectorPlugin.named_regexp = SUBMISSION_NAMES
    _let_nbgrader_find_its_tools()
    # What nbgrader itself does with SQLAlchemy is no news to an instructor.
    warnings.filterwarnings("ignore", category=SAWarning, module=r"nbgrader\.")


def _let_nbgrader_find_its_tools() -> None:
    """Put this environment's commands on the PATH: nbgrader calls `alembic` by name."""
    here, path = str(Path(sys.executable).parent), os.environ.get("PATH", "")
    if here not in path.split(os.pathsep):
        os.environ["PATH"] = f"{here}{os.pathsep}{path}"
