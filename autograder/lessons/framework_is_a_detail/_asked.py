"""The contract, asked of the app under each framework, in a process of its own each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from autograder.lessons._examination import Examination
from autograder.lessons.framework_is_a_detail._contract import Contract, Request, filled, new_contract
from autograder.lessons.framework_is_a_detail._shop import CANCELLED
from autograder.probes import FRAMEWORKS, ComposedApps, Framework, StackApp, serve_stack
from autograder.sandbox import JSON, Answer, Failure
from autograder.upstreams import Fault

PACKAGE = "boxoffice/"

WORDING = frozenset({"error", "detail", "msg"})
"""Fields for people to read: their text is free."""


@dataclass(frozen=True)
class Given:
    """What came for a request.

    Arguments:
        status: of the answer; none without one.
        said: what is compared of its body, field by field; texts of errors are left out.
        went_out: what payments and mail were asked meanwhile, in a line each.
        failure: why there was no answer, or what was raised instead of one.
        traces: where the word that the request had to hand on has come to.
    """

    status: int | None
    said: JSON
    went_out: tuple[str, ...]
    failure: Failure | None = None
    traces: frozenset[str] = frozenset()

    def agrees_with(self, other: Given, request: Request) -> bool:
        """Whether two answers are the same as far as the contract goes."""
        if self.status is None or self.status != other.status:
            return False
        same_work = self.went_out == other.went_out
        return same_work and (request.status_only or _text(self.said) == _text(other.said))


@dataclass(frozen=True)
class Asked:
    """What came under one framework.

    Arguments:
        framework: which.
        answers: for the contract's requests, in order.
        apart: for those with a second app in the process.
        failure: why the process did not start; nothing was asked then.
        not_made: why the second app could not be made.
        resolved: how many requests the framework found a handler for; none if the process did not say.
    """

    framework: Framework
    answers: tuple[Given, ...] = ()
    apart: tuple[Given, ...] = ()
    failure: Failure | None = None
    not_made: Failure | None = None
    resolved: int | None = None


@dataclass(frozen=True)
class Compared:
    """The contract with what came under every framework, by name."""

    contract: Contract
    asked: Mapping[str, Asked]


def compared(exam: Examination) -> Compared:
    """Ask the learner's app under each framework, all at once; made once for an examination."""
    return exam.once("framework: contract", lambda: _compared(exam))


def _compared(exam: Examination) -> Compared:
    contract = new_contract(exam.randomness("contract"))
    with ComposedApps(exam.room, exam.tree.under(PACKAGE)) as composed:

        def asked(framework: Framework) -> Asked:
            return _asked(composed, framework, contract)

        with ThreadPoolExecutor(len(FRAMEWORKS)) as threads:
            found = [*threads.map(asked, FRAMEWORKS)]
    return Compared(contract, {each.framework.name: each for each in found})


def _asked(composed: ComposedApps, framework: Framework, contract: Contract) -> Asked:
    with serve_stack(composed, framework, filled(contract.shop), filled(contract.other)) as stack:
        if stack.failure:
            return Asked(framework, failure=stack.failure)
        first, second = stack.apps[contract.shop.name], stack.apps[contract.other.name]
        _prepare(first, contract)
        answers = tuple(_answers(first, contract))
        not_made = second.make()
        apart = () if not_made else tuple(_given(stack.apps[name], ask) for name, ask in contract.apart)
        return Asked(framework, answers, apart, None, not_made, stack.resolved)


def _prepare(app: StackApp, contract: Contract) -> None:
    app.cancel(CANCELLED)
    app.refund(contract.shop.order_ids["refunded"])


def _answers(app: StackApp, contract: Contract) -> Iterator[Given]:
    shown = contract.shop.now
    for request in contract.requests:
        wanted = request.at or contract.shop.now
        if wanted != shown:
            app.turn_clock(wanted)
            shown = wanted
        yield _given(app, request)
    app.turn_clock(contract.shop.now)


def _given(app: StackApp, request: Request) -> Given:
    upstreams = app.upstreams
    before = len(upstreams.record)
    if request.in_trouble:
        upstreams.payments.dial(Fault.ERROR)
    answer = app.request(
        request.method, request.path, json=request.json, body=request.body, headers=request.headers
    )
    if request.in_trouble:
        upstreams.payments.reset()
    went_out = tuple(_line(each.service, each.path, each.json) for each in upstreams.record[before:])
    if isinstance(answer, Failure):
        return Given(None, None, went_out, answer)
    traces = app.traces(request.word) if request.word else frozenset()
    return Given(answer.status, _said(answer), went_out, answer.raised, traces)


def _line(service: str, path: str, said: Any) -> str:
    """A request to payments or mail in a line, without what is free: how a charge is referred to."""
    fields = said if isinstance(said, dict) else {}
    kept = {name: value for name, value in fields.items() if name != "reference"}
    return f"{service} {path} {_text(kept)}"


def _said(answer: Answer) -> JSON:
    """The fields of an answer, less the wording of errors; what is no JSON says so."""
    kind = answer.headers.get("content-type", "none").partition(";")[0].strip().lower()
    if kind != "application/json":
        return f"content type {kind}"
    try:
        said = answer.json()
    except ValueError:
        return "a body that is no JSON"
    if not isinstance(said, dict):
        return said
    return {
        name: "..." if name in WORDING and isinstance(value, str) else value for name, value in said.items()
    }


def _text(value: JSON) -> str:
    """A value as text: 1, 1.0 and true differ."""
    return json.dumps(value, sort_keys=True)
