"""The time of day."""

from __future__ import annotations

import datetime as dt
import time


class SystemClock:
    """Tells the time of this machine."""

    def __call__(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(time.time(), dt.timezone.utc)
