"""Runs the partner import of a tree on a new database, and says what it printed.

Sent into the sandbox as text; holds no expected answer.
"""

import asyncio
import contextlib
import csv
import importlib
import io
import os
import runpy
import sys
import tempfile
from pathlib import Path
from typing import Any

import httpx2

SCRIPT = "scripts/import_partner.py"
FIELDS = ["event_id", "tier_id", "quantity", "email", "promo"]


def main(argument: dict[str, Any]) -> dict[str, Any]:
    """Make events, then run the script on rows for their tiers, first with `--dry-run`.

    Arguments:
        argument: ``upstreams`` (paths by variable), ``events`` (bodies of `POST /events`), ``rows`` (places
            of event and tier, quantity, email, promo).

    Returns:
        ``dry`` and ``real``: the lines that the script printed; ``status``, of each event that was made.
    """
    folder = Path(tempfile.mkdtemp())
    for name, path in argument["upstreams"].items():
        os.environ[name] = os.environ["UPSTREAMS"] + path
    os.environ["DATABASE_URL"] = f"sqlite:///{folder / 'boxoffice.db'}"
    made = asyncio.run(_make(argument["events"]))
    if any(status >= 400 for status, _ in made):  # noqa: PLR2004 - an error of HTTP
        return {"dry": [], "real": [], "status": [status for status, _ in made]}
    sales = folder / "sales.csv"
    with sales.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        writer.writerows(_row(row, [event for _, event in made]) for row in argument["rows"])
    dry, real = _run(sales, "--dry-run"), _run(sales)
    return {"dry": dry, "real": real, "status": [status for status, _ in made]}


async def _make(events: list[dict[str, Any]]) -> list[tuple[int, Any]]:
    composition = importlib.import_module("boxoffice.main")
    settings = importlib.import_module("boxoffice.settings").Settings.from_environment(os.environ)
    app = composition.create_app(settings, composition.connect(settings))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://boxoffice.test") as client:
        answers = [await client.post("/events", json=body) for body in events]
        return [(answer.status_code, answer.json()) for answer in answers]


def _row(row: list[Any], events: list[Any]) -> list[Any]:
    event, tier, *rest = row
    return [events[event]["id"], events[event]["tiers"][tier]["id"], *rest]


def _run(sales: Path, *options: str) -> list[str]:
    """What the script prints, line by line."""
    printed = io.StringIO()
    sys.argv = [SCRIPT, str(sales), *options]
    with contextlib.redirect_stdout(printed):
        try:
            runpy.run_path(str(Path(SCRIPT).resolve()), run_name="__main__")
        except SystemExit as end:
            if end.code not in (None, 0):
                raise RuntimeError(f"{SCRIPT} ended with {end.code}") from None
    return printed.getvalue().splitlines()
