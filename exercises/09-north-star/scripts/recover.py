#!/usr/bin/env python
"""Finish what was begun and never ended: cron runs this every minute; the app does it at its start.

    python scripts/recover.py
"""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from boxoffice.connecting import connect
from boxoffice.services.recovering import recover
from boxoffice.settings import Settings

if __name__ == "__main__":
    recover(connect(Settings.from_environment(os.environ)))
