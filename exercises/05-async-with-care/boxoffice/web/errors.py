"""Failures, answered by FastAPI."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from boxoffice.web.failures import FAILURES, answer_to


def answer(_: Request, failure: Exception) -> JSONResponse:
    """One of `FAILURES` as an answer."""
    status, body = answer_to(failure)
    return JSONResponse(body, status)


def register(app: FastAPI) -> None:
    """Let an app answer failures."""
    for kind in FAILURES:
        app.add_exception_handler(kind, answer)
