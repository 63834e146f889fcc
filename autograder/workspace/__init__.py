"""A learner's own folder: copies of the notebooks and exercises, its progress, JupyterLab over it."""

from autograder.workspace._anew import catch_up, reset
from autograder.workspace._lab import (
    PortInUseError,
    lab_environment,
    learner_lab,
    require_free_port,
    teacher_lab,
)
from autograder.workspace._place import checkout, enclosing_home, exercise_notebook, find_home, new_home
from autograder.workspace._plan import Action, Copy, Step, plan
from autograder.workspace._sync import bring_up_to_date

__all__ = [
    "Action",
    "Copy",
    "PortInUseError",
    "Step",
    "bring_up_to_date",
    "catch_up",
    "checkout",
    "enclosing_home",
    "exercise_notebook",
    "find_home",
    "lab_environment",
    "learner_lab",
    "new_home",
    "plan",
    "require_free_port",
    "reset",
    "teacher_lab",
]
