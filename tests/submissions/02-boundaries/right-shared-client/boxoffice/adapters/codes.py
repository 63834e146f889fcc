"""Ticket codes."""

from __future__ import annotations

import random
from dataclasses import dataclass, field


@dataclass
class TicketCodes:
    """Codes out of the machine's own chance."""

    letters: str = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    length: int = 10
    chance: random.Random = field(default_factory=random.SystemRandom)

    def __call__(self) -> str:
        return "".join(self.chance.choices(self.letters, k=self.length))
