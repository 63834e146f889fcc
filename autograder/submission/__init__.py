"""What was handed in: a notebook read within bounds, and its writing cells taken."""

from autograder.submission._notebook import (
    LIMITS,
    Cell,
    Limits,
    Problem,
    Submission,
    UnreadableNotebookError,
    from_operations,
    read_cells,
    read_notebook,
)
from autograder.submission._verbs import (
    ALLOWED_ROOTS,
    Operation,
    PathRefusedError,
    Remove,
    Write,
    checked_path,
    module_text,
    operations_of,
)

__all__ = [
    "ALLOWED_ROOTS",
    "LIMITS",
    "Cell",
    "Limits",
    "Operation",
    "PathRefusedError",
    "Problem",
    "Remove",
    "Submission",
    "UnreadableNotebookError",
    "Write",
    "checked_path",
    "from_operations",
    "module_text",
    "operations_of",
    "read_cells",
    "read_notebook",
]
