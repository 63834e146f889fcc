"""This folder is an nbgrader course: its source is `solutions/`, its release `exercises/`.

`nbgrader generate_assignment`, `autograde` and the others work here, and formgrader's buttons do the same.
What they do differently from stock nbgrader is told in `autograder/nbgrader/settings.py`; settings of your
own go below.
"""

from pathlib import Path

from autograder.nbgrader import configure

c = get_config()  # type: ignore[name-defined] # noqa: F821 - nbgrader hands it in
configure(c, Path(__file__).resolve().parent)
