"""A program beside learner code: its value, or the learner's failure with its place."""

from __future__ import annotations

import pytest

from autograder.sandbox import Failure, FailureKind, Program, Sandbox, Value
from autograder.tree import SourceTree


def test_what_main_returns_comes_back(ask):
    assert ask("def main(a, b):\n    return {'sum': a + b}\n", "main", 2, 3) == Value({"sum": 5})


def test_two_thousand_cases_travel_in_one_run(ask):
    numbers = [{"cents": number, "why": "x" * 20} for number in range(2000)]
    outcome = ask("def main(cases):\n    return [case['cents'] * 2 for case in cases]\n", "main", numbers)
    assert outcome == Value([2 * number for number in range(2000)])


def test_what_was_printed_is_kept(ask):
    outcome = ask("import sys\ndef main():\n    print('hello')\n    print('oh', file=sys.stderr)\n")
    assert isinstance(outcome, Value)
    assert "hello\n" in outcome.output
    assert "oh\n" in outcome.output


def test_a_module_that_does_not_parse_is_a_syntax_failure_with_its_line(ask):
    outcome = ask("x = 1\ndef main(:\n    pass\n")
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.path, outcome.line) == (FailureKind.SYNTAX, "learner.py", 2)


def test_an_exception_while_importing_is_an_import_failure_with_its_line(ask):
    outcome = ask("import json\n\nprices = {}['tier']\n\ndef main():\n    pass\n")
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.path, outcome.line) == (FailureKind.IMPORT_ERROR, "learner.py", 3)
    assert outcome.message == "KeyError: 'tier'"


def test_a_missing_module_is_an_import_failure(ask):
    outcome = ask("from boxoffice.nothing import refund\n")
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.line) == (FailureKind.IMPORT_ERROR, 1)
    assert "boxoffice" in outcome.message


def test_an_exception_in_a_call_names_the_innermost_line_of_the_tree(ask):
    outcome = ask("import json\ndef deep():\n    json.loads('{')\ndef main():\n    deep()\n")
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.path, outcome.line) == (FailureKind.EXCEPTION, "learner.py", 3)
    assert outcome.details == ("learner.py:5 in main", "learner.py:3 in deep")
    assert outcome.message.startswith("JSONDecodeError: ")


def test_no_folder_of_the_machine_stands_in_a_message(ask):
    outcome = ask("def main():\n    raise ValueError(__file__)\n")
    assert isinstance(outcome, Failure)
    assert outcome.message == "ValueError: learner.py"


def test_a_missing_function_is_a_failure_and_not_a_crash(ask):
    outcome = ask("x = 1\n", "refund")
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.path) == (FailureKind.EXCEPTION, None)
    assert "refund" in outcome.message


def test_an_exception_whose_text_cannot_be_read_is_still_a_failure(ask):
    source = "class Odd(Exception):\n    def __str__(self):\n        raise SystemExit\n"
    source += "def main():\n    raise Odd\n"
    outcome = ask(source)
    assert isinstance(outcome, Failure)
    assert outcome.message == "Odd: (its message could not be read)"


def test_an_answer_that_is_not_json_is_broken(ask):
    outcome = ask("def main():\n    return object()\n")
    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.BROKEN_ANSWER


def test_nan_is_no_json(ask):
    outcome = ask("def main():\n    return float('nan')\n")
    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.BROKEN_ANSWER


def test_cases_of_a_room_know_nothing_of_one_another(sandbox: Sandbox):
    tree = SourceTree({"learner.py": "calls = []\ndef main():\n    calls.append(1)\n    return len(calls)\n"})
    program = Program("count", "def main(_):\n    import learner\n    return learner.main()\n")
    with sandbox.room(tree) as room:
        assert [room.run(program, None, seconds=3) for _ in range(3)] == [Value(1)] * 3
        assert not room.odd


def test_the_environment_of_a_case_is_what_was_given(ask, monkeypatch):
    monkeypatch.setenv("COURSE_SECRET", "do not tell")
    source = "import os\ndef main():\n    return dict(os.environ)\n"
    outcome = ask(source, env={"DATABASE_URL": "sqlite:////tmp/x.db"})
    assert isinstance(outcome, Value)
    assert isinstance(outcome.json, dict)
    ours = {"HOME", "TMPDIR", "LANG", "REACH", "TZ", "PYTEST_DISABLE_PLUGIN_AUTOLOAD"}
    assert set(outcome.json) == {"DATABASE_URL", *ours}


def test_the_local_time_is_not_utc_unless_asked_for(ask):
    source = (
        "import time\ndef main():\n    return time.localtime(0).tm_hour * 60 + time.localtime(0).tm_min\n"
    )
    assert ask(source) == Value(5 * 60 + 45)
    assert ask(source, env={"TZ": "UTC"}) == Value(0)


def test_the_tree_is_the_current_folder_and_first_on_the_path(ask):
    source = "import os, sys\ndef main():\n    return [os.path.samefile(sys.path[0], '.'), os.listdir('.')]\n"
    outcome = ask(source)
    assert isinstance(outcome, Value)
    assert isinstance(outcome.json, list)
    assert outcome.json[0] is True
    assert "learner.py" in outcome.json[1]


def test_pytest_runs_inside(sandbox: Sandbox):
    tree = SourceTree({"tests/test_it.py": "def test_it():\n    assert 1 + 1 == 3, 'sums'\n"})
    program = Program(
        "pytest",
        "import pytest\n"
        "class Collector:\n"
        "    seen = []\n"
        "    def pytest_runtest_logreport(self, report):\n"
        "        self.seen.append([report.nodeid, report.when, report.outcome])\n"
        "def main(_):\n"
        "    pytest.main(['-q', '-p', 'no:cacheprovider', 'tests'], plugins=[Collector()])\n"
        "    return Collector.seen\n",
    )
    with sandbox.room(tree) as room:
        outcome = room.run(program, None, seconds=5)
    assert isinstance(outcome, Value)
    assert ["tests/test_it.py::test_it", "call", "failed"] in outcome.json


@pytest.mark.parametrize(
    "files",
    [
        {"a" * 250 + ".py": ""},
        {"a": "", "a/b.py": ""},
        {"big.py": "x" * 40_000_000},
        {"\ud800.py": ""},
        {"/".join("abcdefgh" * 20 for _ in range(10)): ""},
    ],
    ids=["a long name", "a file that is a folder", "too large", "no text", "a long path"],
)
def test_a_tree_that_cannot_be_files_is_refused_before_a_room_is_made(sandbox: Sandbox, files):
    with pytest.raises(ValueError, match=r"."), sandbox.room(SourceTree(files)):
        pass


@pytest.mark.bubblewrap
def test_later_cases_find_bytecode_and_cannot_change_it(call, isolated_sandbox: Sandbox):
    source = (
        "import os\n"
        "def main():\n"
        "    try:\n"
        "        open(__file__ + 'c', 'wb')\n"
        "    except OSError as error:\n"
        "        return [__cached__ is not None and os.path.exists(__cached__), error.strerror]\n"
    )
    with isolated_sandbox.room(SourceTree({"learner.py": source})) as room:
        alone, *later = [call(room, "main") for _ in range(3)]
    assert alone == Value([False, "Read-only file system"])
    assert later == [Value([True, "Read-only file system"])] * 2
