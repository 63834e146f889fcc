"""Source trees: the files of an app as text, without a folder under them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType


@dataclass(frozen=True)
class SourceTree:
    """An immutable set of text files.

    Arguments:
        files: text by POSIX path relative to the tree's root (``boxoffice/main.py``).

    Raises:
        ValueError: a path is absolute, leaves the tree or is not in its normal form.
    """

    files: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in self.files:
            parts = PurePosixPath(path)
            if parts.is_absolute() or ".." in parts.parts or str(parts) != path or "\0" in path:
                raise ValueError(f"{path!r} is not a path inside a tree; write it like 'boxoffice/main.py'")
        object.__setattr__(self, "files", MappingProxyType(dict(sorted(self.files.items()))))

    def __iter__(self) -> Iterator[str]:
        return iter(self.files)

    def __contains__(self, path: object) -> bool:
        return path in self.files

    def __getitem__(self, path: str) -> str:
        return self.files[path]

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the paths and texts: equal trees have equal digests on every machine."""
        sha = hashlib.sha256()
        for path, text in self.files.items():
            for part in (path, text):
                data = part.encode("utf-8", "surrogatepass")
                sha.update(len(data).to_bytes(8, "big") + data)
        return sha.hexdigest()

    def with_file(self, path: str, text: str) -> SourceTree:
        """The same tree with one file written."""
        return SourceTree({**self.files, path: text})

    def without(self, path: str) -> SourceTree:
        """The same tree with one file removed; a file that is not there is no error."""
        return SourceTree({other: text for other, text in self.files.items() if other != path})

    def under(self, prefix: str) -> SourceTree:
        """The files whose path starts with ``prefix`` (``"boxoffice/"``), under their full paths."""
        return SourceTree({path: text for path, text in self.files.items() if path.startswith(prefix)})

    @classmethod
    def from_folder(cls, folder: Path, patterns: tuple[str, ...] = ("**/*.py",)) -> SourceTree:
        """Read the files of a folder that match one of the glob patterns.

        Raises:
            UnicodeDecodeError: a file is not UTF-8.
        """
        found = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
        return cls({path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found})

    def write_to(self, folder: Path) -> None:
        """Write every file below ``folder``, making folders as needed."""
        for path, text in self.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8", newline="\n")
