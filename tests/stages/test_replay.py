from itertools import pairwise

from autograder import syllabus
from autograder.stages import after, app_of, before, before_exercise, replay
from autograder.submission import Remove, Write
from autograder.tree import SourceTree


def test_the_last_write_wins_and_a_removed_module_is_gone() -> None:
    tree = SourceTree({"boxoffice/a.py": "1\n", "boxoffice/__init__.py": ""})
    operations = [
        Write("boxoffice/a.py", "2\n", 1),
        Write("boxoffice/a.py", "3\n", 2),
        Remove("boxoffice/__init__.py", 3),
    ]
    assert dict(replay(tree, operations).files) == {"boxoffice/a.py": "3\n"}


def test_a_module_in_a_new_folder_makes_the_folder_a_package() -> None:
    tree = replay(SourceTree(), [Write("boxoffice/domain/money.py", "x = 1\n", 1)])
    assert set(tree) == {"boxoffice/__init__.py", "boxoffice/domain/__init__.py", "boxoffice/domain/money.py"}


def test_a_test_module_makes_no_package() -> None:
    assert set(replay(SourceTree(), [Write("tests/test_net.py", "", 1)])) == {"tests/test_net.py"}


def test_replaying_an_empty_list_gives_the_same_tree() -> None:
    tree = SourceTree({"boxoffice/a.py": "1\n"})
    assert replay(tree, []).digest == tree.digest


def test_the_course_starts_with_the_messy_app() -> None:
    lesson = syllabus.load().lesson("00")
    assert "boxoffice/main.py" in before(lesson)
    assert before(lesson) == before_exercise(lesson)


def test_each_lesson_starts_where_the_one_before_ended() -> None:
    lessons = syllabus.load().lessons
    for earlier, later in pairwise(lessons):
        assert before(later) == app_of(after(earlier))


def test_no_solution_of_an_earlier_exercise_is_handed_out_with_a_later_one() -> None:
    for lesson in syllabus.load().lessons:
        assert not [path for path in before_exercise(lesson) if path.startswith("tests/")]
