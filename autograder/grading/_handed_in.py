"""What a class handed in: nbgrader's tree, a folder of notebooks, or a zip as a platform exports it."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from autograder.submission import LIMITS
from autograder.syllabus import Lesson

NOTEBOOK = ".ipynb"

MOST_FILES = 200_000
"""Of a zip: more is no class."""

_MOODLE = re.compile(r"(?P<name>[^/]+)_(?P<id>\d+)_assignsubmission_file_?$")
_MOODLE_FLAT = re.compile(r"(?P<name>[^/]+)_(?P<id>\d+)_assignsubmission_file_(?P<rest>.+)$")
_CANVAS = re.compile(r"(?P<name>[^/_]+)_(?:LATE_)?(?P<id>\d+)_\d+_(?P<rest>.+)$")
_AGAIN = re.compile(r"(?:-| \()(?P<number>\d+)\)?$")
_UNSAFE = re.compile(r"[^\w.@ +-]")


class HandedInError(ValueError):
    """A folder or file out of which no submissions can be taken. The message names the fix."""


@dataclass(frozen=True)
class HandedIn:
    """One notebook that was handed in.

    Arguments:
        student: whose it is, by a name that is safe as a folder's.
        lesson: whose exercise it is.
        path: the notebook.
        platform_id: what a learning platform knows the student by; empty where none exported it.
        earlier: names of files that the same student handed in before for the same lesson.
    """

    student: str
    lesson: Lesson
    path: Path
    platform_id: str = ""
    earlier: tuple[str, ...] = ()


@dataclass(frozen=True)
class Collected:
    """What was found.

    Arguments:
        handed_in: the latest notebook of each student for each lesson.
        left: notebooks that belong to no lesson that is wanted, by name.
    """

    handed_in: tuple[HandedIn, ...]
    left: tuple[str, ...]


@dataclass(frozen=True)
class _Found:
    """A notebook with what its name says of it.

    Arguments:
        name: as it was found, for people.
        student, platform_id: whose.
        title: its file's name, less what a platform puts before it.
        again: how often it was handed in before, where the name says so.
        path: where it lies.
    """

    name: str
    student: str
    platform_id: str
    title: str
    again: int
    path: Path


def collect(source: Path, lessons: Sequence[Lesson], scratch: Path) -> Collected:
    """The notebooks that are to be judged.

    Which lesson a notebook answers, its file's name says, or its folder's; where one lesson is wanted, it is
    that. Of several by one student the latest counts, by the number that a platform puts to the name, else by
    the time of the file.

    Arguments:
        source: `submitted/` of nbgrader (`STUDENT/LESSON/LESSON.ipynb`), a folder of notebooks
            (`STUDENT.ipynb`, or as Moodle and Canvas name them), or a zip of either.
        lessons: that are wanted.
        scratch: an empty folder that lasts until all is judged, for what comes out of a zip.

    Raises:
        HandedInError: it is no folder and no zip, or one that cannot be read.
    """
    if source.is_dir():
        files = [(path, path.relative_to(source)) for path in sorted(source.rglob(f"*{NOTEBOOK}"))]
        found = [_named(path, PurePosixPath(name.as_posix())) for path, name in files if _is_plain(name)]
    else:
        found = [*_unpacked(source, scratch)]
    return _latest(found, lessons)


def _is_plain(name: Path) -> bool:
    return not any(part.startswith(".") for part in name.parts)


def _unpacked(source: Path, scratch: Path) -> Iterator[_Found]:
    """A zip's notebooks, each written under a number: no name in it becomes a path."""
    try:
        with zipfile.ZipFile(source) as archive:
            members = [each for each in archive.infolist() if each.filename.endswith(NOTEBOOK)]
            if len(members) > MOST_FILES:
                raise HandedInError(f"{source} has over {MOST_FILES} notebooks; give one class at a time")
            for number, member in enumerate(members):
                name = PurePosixPath(member.filename)
                if any(part.startswith((".", "__MACOSX")) for part in name.parts):
                    continue
                path = scratch / f"{number}{NOTEBOOK}"
                path.write_bytes(_bytes_of(archive, member))
                yield _named(path, name)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise HandedInError(
            f"{source} is no folder and no zip that can be read ({error}); give nbgrader's submitted/, "
            "a folder of notebooks, or a zip as the learning platform exports it"
        ) from error


def _bytes_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """What a member holds, one byte over the bound at most; nothing where it is damaged."""
    try:
        with archive.open(member) as packed:
            return packed.read(LIMITS.notebook_bytes + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return b""


def _named(path: Path, name: PurePosixPath) -> _Found:
    """What a name says, in the forms of Moodle, Canvas, nbgrader, and of plain folders."""
    parents, file = name.parts[:-1], name.name.removesuffix(NOTEBOOK)
    in_folder = _MOODLE.search(parents[-1]) if parents else None
    if in_folder:
        return _found(path, name, in_folder["name"], in_folder["id"], file)
    flat = _MOODLE_FLAT.match(file) or _CANVAS.match(file)
    if flat:
        return _found(path, name, flat["name"], flat["id"], flat["rest"])
    if len(parents) > 1:
        return _found(path, name, parents[-2], "", f"{parents[-1]}/{file}")
    return _found(path, name, parents[-1] if parents else file, "", file)


def _found(path: Path, name: PurePosixPath, student: str, platform_id: str, title: str) -> _Found:
    again = _AGAIN.search(title)
    safe = _UNSAFE.sub("_", student).strip(". ") or "_"
    return _Found(str(name), safe[:120], platform_id, title, int(again["number"]) if again else 0, path)


def _latest(found: Iterable[_Found], lessons: Sequence[Lesson]) -> Collected:
    mine: dict[tuple[str, str, Lesson], list[_Found]] = {}
    ids: dict[str, set[str]] = {}
    left: list[str] = []
    for each in found:
        lesson = _lesson_of(each, lessons)
        if lesson is None:
            left.append(each.name)
        else:
            mine.setdefault((each.student, each.platform_id, lesson), []).append(each)
            ids.setdefault(each.student, set()).add(each.platform_id)
    taken = []
    for (student, platform_id, lesson), several in mine.items():
        *before, last = sorted(
            several, key=lambda each: (each.again, each.path.lstat().st_mtime_ns, each.name)
        )
        # Two people of one name are told apart by what the platform knows them by.
        shown = student if len(ids[student]) == 1 else f"{student} {platform_id}".strip()
        earlier = tuple(each.name for each in before)
        taken.append(HandedIn(shown, lesson, last.path, platform_id, earlier))
    return Collected(tuple(sorted(taken, key=lambda each: (each.student, each.lesson.number))), tuple(left))


def _lesson_of(found: _Found, lessons: Sequence[Lesson]) -> Lesson | None:
    named = [lesson for lesson in lessons if lesson.slug in found.title]
    if named:
        return named[-1]
    return lessons[0] if len(lessons) == 1 else None
