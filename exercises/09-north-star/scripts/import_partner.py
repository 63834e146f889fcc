#!/usr/bin/env python
"""Book what a partner (petrol stations, the tourist office) has sold.

    python scripts/import_partner.py sales.csv [--dry-run]

The file: event_id,tier_id,quantity,email,promo (this header, promo may be empty). Prints a JSON line a row.
The partner pays by direct debit: the card "tok_partner", or what PARTNER_CARD says.
"""

import csv
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

from boxoffice.domain import Refused
from boxoffice.main import connect
from boxoffice.services.buying import Purchase, buy
from boxoffice.services.errors import NotPaid
from boxoffice.services.quoting import quote
from boxoffice.settings import Settings


def book(row, card, dry, ports):
    event_id, line = int(row["event_id"]), (int(row["tier_id"]), int(row["quantity"]))
    promo = row.get("promo") or None
    try:
        if dry:
            cost = quote(event_id, (line,), promo, ports).price
            return {"ok": True, "total_cents": cost.total, "fee_cents": cost.fee}
        order = buy(Purchase(event_id, row["email"], (line,), card, promo), ports)
    except Refused as refusal:
        return {"ok": False, "msg": refusal.reason}
    except NotPaid:
        return {"ok": False, "msg": "payment failed"}
    return {"ok": True, "total_cents": order.total, "fee_cents": order.fee, "order_id": order.id}


def main():
    files = [each for each in sys.argv[1:] if not each.startswith("--")]
    if len(files) != 1:
        sys.exit(__doc__)
    ports = connect(Settings.from_environment(os.environ))
    card = os.environ.get("PARTNER_CARD", "tok_partner")
    with open(files[0]) as file:
        for row in csv.DictReader(file):
            print(json.dumps({**row, **book(row, card, "--dry-run" in sys.argv, ports)}))


if __name__ == "__main__":
    main()
