#!/usr/bin/env python
"""Fill an empty database with a believable catalogue.

    python scripts/seed.py [--small]

40 venues, 400 events (past, tonight, on sale, coming, cancelled), 1,200 tiers, 20,000 orders, some promo codes, in
the database that DATABASE_URL names. --small: a tenth of the venues, a twentieth of the events, a hundredth of the
orders. The same every time, but for the dates, which lie around today.
"""

import os
import random
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from sqlalchemy import func, insert, select, text

from boxoffice.adapters import tables as db
from boxoffice.adapters.database import Store
from boxoffice.settings import Settings

CITIES = ["Ghent", "Antwerp", "Brussels", "Leuven", "Bruges", "Lille", "Utrecht", "Cologne", "Aachen", "Luxembourg"]
HALLS = ["Old Gasworks", "Town Hall", "Harbour Stage", "Velvet Room"]
BANDS = ["The Long Players", "Marie Duval Trio", "Paper Lanterns", "Nachtzug", "The Quiet Riot Act", "Koor Aurora",
         "Sons of Tuesday", "Blue Ferry", "Ines & the Tides", "Glass Orchard"]
TOURS = ["Live", "Unplugged", "Winter Tour", "Ten Years On", "Greatest Nights", "Homecoming", "Late Show", "Matinee"]
TIERS = [("Standing", 1.0, 0.6), ("Seated", 1.4, 0.3), ("Balcony", 2.0, 0.1)]  # name, price and seats as a share
FIRST = ["ada", "bram", "chloe", "dries", "elif", "finn", "greet", "hugo", "iris", "jonas", "kaat", "lars", "mila"]
LAST = ["peeters", "janssens", "maes", "dubois", "lambert", "martin", "devries", "bakker", "klein", "schmitz"]
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
PER_CUSTOMER = 8
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    venues: int = 40
    events: int = 400
    orders: int = 20_000


SMALL = Size(venues=4, events=20, orders=200)


class Catalogue:
    """Rows by table, made in memory first: that way 20,000 orders take seconds."""

    def __init__(self, size, now):
        self.size, self.now = size, now
        self.rng = random.Random(20261122)
        self.rows = {table: [] for table in (db.Venue, db.Event, db.Tier, db.Promo, db.Order, db.Line, db.Ticket)}
        self.left = {}  # seats by tier
        self.had = {}  # tickets by event and customer
        self.codes = set()

    def add(self, table, **values):
        """Keep a row; its id is its place. Returns it."""
        row = {"id": len(self.rows[table]) + 1, **values}
        self.rows[table].append(row)
        return row

    def fill(self):
        for i in range(self.size.venues):
            city = CITIES[i % len(CITIES)]
            self.add(db.Venue, name=f"{HALLS[i // len(CITIES) % len(HALLS)]} {city}", city=city)
        self.promos()
        sold = [event for i in range(self.size.events) if (event := self.event(i))]
        while len(self.rows[db.Order]) < self.size.orders:
            self.order(*self.rng.choice(sold))

    def promos(self):
        for code, kind, value, first, last, uses in [
            ("WELCOME10", 1, 10, -400, 400, 100_000),
            ("FRIENDS25", 1, 25, -200, 30, 100_000),
            ("FIVER", 2, 500, -300, 300, 100_000),
            ("PRESS", 1, 100, -400, 400, 100_000),
            ("LASTYEAR", 1, 15, -400, -40, 100_000),
            ("SPRING", 2, 750, 30, 90, 500),
            ("FIRST50", 1, 20, -100, 100, 50),
        ]:
            self.rows[db.Promo].append({
                "code": code, "kind": kind, "value": value, "uses": uses, "used": 50 if code == "FIRST50" else 0,
                "starts_at": self.now + first * DAY, "ends_at": self.now + last * DAY,
            })

    def promo(self, code, uses):
        """Take uses of a promo, or give them back. Gives its row, None without a code."""
        for row in self.rows[db.Promo]:
            if row["code"] == code:
                row["used"] += uses
                return row

    def event(self, i):
        """One event with three tiers. Gives what `order` needs, or None if nobody could buy yet."""
        start, on_sale, status = self.dates(i)
        event = self.add(
            db.Event, venue_id=i % self.size.venues + 1, status=status,
            title=f"{BANDS[i % len(BANDS)]}: {self.rng.choice(TOURS)}",
            starts_at=start, on_sale_at=on_sale,
        )
        price, seats = self.rng.randrange(1500, 6000, 50), self.rng.choice([200, 400, 800, 1500])
        tiers = []
        for name, dearer, share in TIERS:
            cents = round(price * dearer / 50) * 50
            tier = self.add(
                db.Tier, event_id=event["id"], name=name, price=cents, seats=int(seats * share)
            )
            self.left[tier["id"]] = tier["seats"]
            tiers.append((tier["id"], cents))
        if status == "draft" or on_sale >= self.now:
            return None
        return event["id"], tiers, start, on_sale, status

    def dates(self, i):
        """When it starts, when its sale began, its status: a fixed mix over every twenty events."""
        kind, rng = i % 20, self.rng
        if kind == 0:  # tonight: doors are open
            start = self.now + timedelta(minutes=rng.randrange(30, 150))
        else:
            days = -rng.randrange(2, 365) if kind <= 7 else rng.randrange(1, 180)
            start = (self.now + days * DAY).replace(hour=rng.choice([15, 19, 20, 21]), minute=rng.choice([0, 30]))
        on_sale = start - rng.randrange(180, 300) * DAY
        if kind in (18, 19):  # not on sale yet
            start, on_sale = start + 120 * DAY, self.now + rng.randrange(1, 60) * DAY
        status = "cancelled" if kind == 8 or i % 100 == 5 else "draft" if kind == 19 and i % 40 == 19 else "on_sale"
        return start, on_sale, status

    def order(self, event_id, tiers, start, on_sale, status):
        rng = self.rng
        email = f"{rng.choice(FIRST)}.{rng.choice(LAST)}{rng.randrange(60)}@example.org"
        wanted = {}
        for tier_id, cents in rng.sample(tiers, rng.choice([1, 1, 1, 2])):
            wanted[tier_id] = (rng.choice([1, 2, 2, 2, 3, 4, 6]), cents)
        count = sum(quantity for quantity, _ in wanted.values())
        had = self.had.get((event_id, email), 0)
        full = any(self.left[tier_id] < quantity for tier_id, (quantity, _) in wanted.items())
        if full or had + count > PER_CUSTOMER:
            return
        span = (min(self.now, start) - on_sale).total_seconds()
        # most people buy early
        bought = (on_sale + timedelta(seconds=span * rng.random() ** 2)).replace(microsecond=0)
        order = self.priced(wanted, count, bought)
        order.update(
            event_id=event_id, email=email, status="paid", charge_id=f"ch_seed_{order['id']}",
            created_at=bought, hold_until=bought + timedelta(minutes=10),
            paid_at=bought + timedelta(seconds=rng.randrange(1, 20)),
        )
        for tier_id, (quantity, cents) in wanted.items():
            self.add(db.Line, order_id=order["id"], tier_id=tier_id, quantity=quantity, price=cents)
        if rng.random() < 0.04:  # declined
            order.update(status="released", paid_at=None, charge_id=None)
            self.promo(order["promo"], -1)
            return
        if rng.random() < (0.8 if status == "cancelled" else 0.05):
            self.refund(order, start, bought, status)
        if order["status"] == "paid":
            self.had[event_id, email] = had + count
            for tier_id, (quantity, _) in wanted.items():
                self.left[tier_id] -= quantity
        self.tickets(order, wanted, start, status)

    def priced(self, wanted, count, bought):
        """A new order with its money, in cents."""
        subtotal = sum(quantity * cents for quantity, cents in wanted.values())
        discount, promo = (half_up(subtotal, 10) if count >= 6 else 0), None
        if self.rng.random() < 0.08:
            code = self.rng.choice(["WELCOME10", "FIVER", "LASTYEAR"])
            row = self.promo(code, 0)
            off = half_up(subtotal, row["value"]) if row["kind"] == 1 else min(row["value"], subtotal)
            if off > discount and row["starts_at"] <= bought < row["ends_at"]:
                discount, promo = off, code
                self.promo(code, 1)
        net = subtotal - discount
        fee = min(max(half_up(net, 5), 100), 1500) if net else 0
        return self.add(
            db.Order, subtotal=subtotal, discount=discount, fee=fee, total=net + fee,
            promo=promo, refund=0, refunded_at=None,
        )

    def refund(self, order, start, bought, status):
        when = bought + (min(self.now, start) - bought) * self.rng.random()
        before = start - when
        cents = order["total"]
        if status != "cancelled":
            cents -= order["fee"]
            if before < 14 * DAY:
                cents = half_up(cents, 50)
            if before < 2 * DAY:
                return
        order.update(status="refunded", refund=cents, refunded_at=when)

    def tickets(self, order, wanted, start, status):
        came = start < self.now and status == "on_sale" and order["status"] == "paid"
        for tier_id, (quantity, _) in wanted.items():
            for _ in range(quantity):
                used = start + timedelta(minutes=self.rng.randrange(-90, 40))
                self.add(
                    db.Ticket, order_id=order["id"], tier_id=tier_id, code=self.code(),
                    used_at=used if came and self.rng.random() < 0.94 else None,
                )

    def code(self):
        while (code := "".join(self.rng.choices(LETTERS, k=10))) in self.codes:
            pass
        self.codes.add(code)
        return code


def half_up(cents, percent):
    return int((cents * percent + 50) // 100)


def main():
    store = Store(Settings.from_environment(os.environ).database_url)
    with store.engine.begin() as connection:
        if connection.scalar(select(func.count()).select_from(db.Event)):
            sys.exit("seed.py: this database has events already; name an empty one in DATABASE_URL")
        catalogue = Catalogue(SMALL if "--small" in sys.argv else Size(), datetime.now().astimezone())
        catalogue.fill()
        for table, rows in catalogue.rows.items():
            connection.execute(insert(table.__table__), rows)
            if not store.is_sqlite and table is not db.Promo:
                # we gave the ids, so the sequence has to be told
                name = table.__tablename__
                connection.execute(
                    text(f"select setval(pg_get_serial_sequence('{name}', 'id'), (select max(id) from {name}))")
                )
    print(", ".join(f"{len(rows):,} {table.__tablename__}" for table, rows in catalogue.rows.items()))


if __name__ == "__main__":
    main()
