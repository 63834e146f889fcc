"""The secret from which generated cases are seeded."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

VARIABLE = "SURVIVE_SECRET"
_BYTES = 32


def course_secret(folder: Path | None = None) -> bytes:
    """The secret of this course on this machine, made at the first call and kept in the user's own folder.

    Set ``SURVIVE_SECRET`` to the same text on several machines, and they give the same verdicts.

    Arguments:
        folder: where to keep it; by default ``$XDG_DATA_HOME/survives-production``.
    """
    text = os.environ.get(VARIABLE)
    if text:
        return text.encode()
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    path = (folder or data / "survives-production") / "secret"
    try:
        return _kept(path)
    except OSError:
        # A home that cannot be written: the verdicts of this process agree with one another all the same.
        return secrets.token_bytes(_BYTES)


def _kept(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_BYTES))
        try:
            # Of two processes that make one at once, the first wins and both read it.
            path.hardlink_to(new)
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return path.read_bytes()
