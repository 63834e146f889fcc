"""Which modules of a submission are tests."""

from autograder.lessons.meet_the_app._holding import test_modules as modules_with_tests
from autograder.tree import SourceTree


def test_tests_lie_where_pytest_looks_for_them_and_helpers_beside_them() -> None:
    paths = ("test_a.py", "door/test_b.py", "c_test.py", "helpers.py", "conftest.py", "latest.py")
    tree = SourceTree({f"tests/{path}": "" for path in paths} | {"boxoffice/test_d.py": ""})
    assert set(modules_with_tests(tree)) == {"tests/test_a.py", "tests/door/test_b.py", "tests/c_test.py"}
