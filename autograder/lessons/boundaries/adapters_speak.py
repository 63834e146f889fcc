"""`adapters-speak`: only adapters speak to payments and mail, and do on the wire what the ports promise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.facts import Sources, imports, is_one_of, layer_of
from autograder.lessons._app import app_sources
from autograder.lessons._examination import Examination
from autograder.lessons._failures import refusal_of
from autograder.lessons._finding import Finding
from autograder.lessons.boundaries._adapters_at_work import PORTS, Miss, asked_at_work
from autograder.lessons.boundaries._reading import shown, source, unreadable
from autograder.lessons.boundaries.layers_kept import LAYERS, TABLES
from autograder.verdict import Evidence

WIRE = frozenset(
    """
    requests httpx httpx2 httpcore aiohttp urllib3 urllib.request http.client socket ssl smtplib ftplib
    telnetlib xmlrpc websockets grpc
    """.split()  # noqa: SIM905 - fifteen quoted words are no easier to read
)
"""Libraries by which one speaks to another service."""


def adapters_speak(exam: Examination) -> Finding:
    """What leaves the app leaves it in one place, in the form agreed upon."""
    sources = app_sources(exam)
    refused = unreadable(sources)
    if refused:
        return refused
    elsewhere = list(wire_elsewhere(sources))
    if elsewhere:
        summary = "A module outside of adapters speaks to other services by itself."
        return Finding(0.0, "wire-elsewhere", summary, shown(elsewhere))
    asked = asked_at_work(exam)
    if asked.failure:
        return refusal_of(asked.failure, exam.tree)
    return _decided(asked.misses)


def wire_elsewhere(sources: Sources) -> Iterator[Evidence]:
    """Imports of what speaks to other services, outside of adapters."""
    for found in imports(sources):
        wire = [name for name in found.candidates if is_one_of(name, WIRE)]
        if wire and layer_of(LAYERS, found.importer) not in {"adapters", TABLES}:
            words = f"{wire[0]} belongs in an adapter; here the port is enough."
            yield source(sources, words, found.path, found.line)


def _decided(misses: Sequence[Miss]) -> Finding:
    if not misses:
        return Finding.passed(
            "Payments and mail get what they should, and what comes back is what was promised."
        )
    broken = {miss.port for miss in misses}
    share = (len(PORTS) - len(broken)) / len(PORTS)
    which = " and ".join(name for name in PORTS if name in broken)
    summary = f"The adapter of {which} does not keep its promise."
    return Finding(share, "promise-broken", summary, shown(miss.evidence for miss in misses))
