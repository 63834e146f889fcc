"""Failures, answered by FastAPI."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from boxoffice.domain import Refused
from boxoffice.services.errors import NeighbourFailed
from boxoffice.web.problems import MEDIA_TYPE, Problem, bad_input, of_status, problem_of


def register(app: FastAPI) -> None:
    """Let an app answer every failure with a problem document."""
    for kind in (Refused, NeighbourFailed, Exception):
        app.add_exception_handler(kind, answer)
    app.exception_handler(RequestValidationError)(answer_bad_input)
    app.exception_handler(HTTPException)(answer_http)


def answer(_: Request, failure: Exception) -> JSONResponse:
    return _shown(problem_of(failure))


def answer_bad_input(_: Request, error: RequestValidationError) -> JSONResponse:
    return _shown(bad_input(error.errors()))


def answer_http(_: Request, error: HTTPException) -> JSONResponse:
    return _shown(of_status(error.status_code, error.headers))


def _shown(problem: Problem) -> JSONResponse:
    return JSONResponse(problem.document(), problem.status, {**problem.headers}, MEDIA_TYPE)
