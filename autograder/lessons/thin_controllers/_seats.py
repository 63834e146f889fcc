"""What is left after a day's purchases: the rules' own count."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.lessons.thin_controllers._purchases import BOUGHT, Day
from autograder.probes import PromoTerms


def seats_left(day: Day, trials: int | None = None) -> tuple[tuple[int, ...], ...]:
    """Seats by tier of each concert.

    Arguments:
        day: with the purchases.
        trials: after so many of them; after all where it is not said.
    """
    left = [[tier.seats for tier in concert.tiers] for concert in day.concerts]
    for trial in day.trials[:trials]:
        if trial.outcome == BOUGHT and trial.case.event is not None:
            for tier, many in trial.case.lines:
                left[trial.case.event][tier] -= many
    return tuple(tuple(tiers) for tiers in left)


def uses_left(day: Day, code: str, trials: int) -> int | None:
    """Uses of a promo code after so many purchases; None for a code that there is not."""
    terms = {promo.code: promo for promo in _promos(day)}
    if code not in terms:
        return None
    used = [
        trial
        for trial in day.trials[:trials]
        if trial.outcome == BOUGHT
        and trial.case.promo == code
        and trial.price
        and trial.price["promo_counts"]
    ]
    return terms[code].uses - len(used)


def _promos(day: Day) -> Iterator[PromoTerms]:
    for concert in day.concerts:
        yield from concert.promos
