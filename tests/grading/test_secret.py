import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograder.grading import course_secret


def test_the_secret_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("SURVIVE_SECRET", raising=False)
    first = course_secret(tmp_path / "course")
    assert course_secret(tmp_path / "course") == first
    assert len(first) == 32
    assert stat.S_IMODE((tmp_path / "course" / "secret").stat().st_mode) == 0o600


def test_of_many_that_make_it_at_once_all_get_the_same(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("SURVIVE_SECRET", raising=False)
    with ThreadPoolExecutor(16) as threads:
        secrets = set(threads.map(lambda _: course_secret(tmp_path / "course"), range(64)))
    assert len(secrets) == 1
    assert [path.name for path in (tmp_path / "course").iterdir()] == ["secret"]


def test_several_machines_share_it_by_the_environment(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("SURVIVE_SECRET", "of the faculty")
    assert course_secret(tmp_path) == b"of the faculty"
    assert not (tmp_path / "secret").exists()


def test_a_folder_that_cannot_be_written_gives_a_secret_for_this_process(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.delenv("SURVIVE_SECRET", raising=False)
    (tmp_path / "file").write_text("in the way")
    assert len(course_secret(tmp_path / "file" / "course")) == 32
