"""Buying, for Django."""

from boxoffice.services.buying import Purchase, buy


def buy_posted(body, key, ports):
    lines = tuple((line["tier_id"], line["quantity"]) for line in body["lines"])
    return buy(Purchase(body["event_id"], body["email"], lines, body["card"], body.get("promo"), key), ports)
