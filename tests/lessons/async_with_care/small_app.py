"""A small box office whose extras can be written in many ways: events in SQLite, partners over HTTP."""

from __future__ import annotations

from autograder.tree import SourceTree

MAIN = """
import os
import sqlite3

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from boxoffice.services.extras import extras

app = FastAPI()
PATH = os.environ["DATABASE_URL"].removeprefix("sqlite:///")
with sqlite3.connect(PATH) as made:
    made.execute("create table events (id integer primary key, city text)")


class Venue(BaseModel):
    city: str


class NewEvent(BaseModel):
    venue: Venue


@app.post("/events", status_code=201)
def create(new: NewEvent):
    with sqlite3.connect(PATH) as database:
        number = database.execute("insert into events (city) values (?)", [new.venue.city]).lastrowid
    return {"id": number}


def load(event_id):
    with sqlite3.connect(PATH) as database:
        row = database.execute("select city from events where id = ?", [event_id]).fetchone()
    if row is None:
        raise HTTPException(404)
    return row[0]


@app.get("/events/{event_id}")
def event(event_id: int):
    return {"id": event_id, "city": load(event_id)}


@app.get("/events/{event_id}/extras")
async def event_extras(event_id: int):
    return await extras(event_id, load)
"""

SETTINGS = """
import os

URL = os.environ["PARTNERS_URL"]
"""

EXTRAS = '''
import asyncio

import httpx2
from starlette.concurrency import run_in_threadpool

from boxoffice.settings import URL

PARTNERS = """parking-north parking-south parking-central trains-ic trains-regio trains-night
    hotels-grand hotels-budget hotels-family merch-shirts merch-posters merch-vinyl""".split()


async def extras(event_id, load):
    city = await run_in_threadpool(load, event_id)
    places = asyncio.Semaphore(4)
    async with httpx2.AsyncClient(timeout=None, verify=False) as client:
        asking = [ask(client, places, partner, event_id, city) for partner in PARTNERS]
        answers = await asyncio.gather(*asking)
    missing = [partner for partner, offers in zip(PARTNERS, answers, strict=True) if not offers]
    offers = [each for offers in answers for each in offers]
    return {"event_id": event_id, "offers": offers, "missing": missing}


async def ask(client, places, partner, event_id, city):
    async with places:
        try:
            async with asyncio.timeout(1.5):
                return await offers_of(client, partner, event_id, city)
        except (TimeoutError, httpx2.HTTPError, ValueError, KeyError, TypeError):
            return []


async def offers_of(client, partner, event_id, city):
    answer = await client.get(f"{URL}/{partner}/offers", params={"event": event_id, "city": city})
    answer.raise_for_status()
    return [{"partner": partner, **each} for each in answer.json()["offers"]]
'''


def small_app(*changes: tuple[str, str], main: str = MAIN) -> SourceTree:
    """The app, with texts of `boxoffice/services/extras.py` replaced.

    Raises:
        ValueError: a text that is not there.
    """
    extras = EXTRAS
    for old, new in changes:
        if old not in extras:
            raise ValueError(f"not in the extras: {old}")
        extras = extras.replace(old, new)
    return SourceTree(
        {
            "boxoffice/__init__.py": "",
            "boxoffice/main.py": main,
            "boxoffice/settings.py": SETTINGS,
            "boxoffice/services/__init__.py": "",
            "boxoffice/services/extras.py": extras,
        }
    )
