"""Limits on what one process may take."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Mapping

_RESOURCES = {
    "data_bytes": "RLIMIT_DATA",
    "address_bytes": "RLIMIT_AS",
    "file_bytes": "RLIMIT_FSIZE",
    "open_files": "RLIMIT_NOFILE",
    "processes": "RLIMIT_NPROC",
    "cpu_seconds": "RLIMIT_CPU",
}


def limit_resources(limits: Mapping[str, int], *, isolated: bool) -> None:
    """Set the limits for good.

    Without isolation the number of processes stays as it is, because it counts everything that this user
    runs, and a limit that the system does not know is left out: the learner is on their own machine.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name, constant in _RESOURCES.items():
        if isolated:
            resource.setrlimit(getattr(resource, constant), (limits[name], limits[name]))
        elif name != "processes":
            with contextlib.suppress(AttributeError, ValueError, OSError):
                resource.setrlimit(getattr(resource, constant), (limits[name], limits[name]))
