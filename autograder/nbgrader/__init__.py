"""What puts our verdict in place of nbgrader's execution, and the course's settings for nbgrader."""

from autograder.nbgrader.settings import configure

__all__ = ["configure"]
