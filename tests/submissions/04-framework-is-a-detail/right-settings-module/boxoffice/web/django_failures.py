"""Failures, answered by Django."""

from __future__ import annotations

from django.http import JsonResponse
from pydantic import ValidationError

from boxoffice.web.failures import FAILURES, answer_to


class AnswerFailures:
    """A middleware: what a view raises becomes an answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, ValidationError):
            return JsonResponse({"detail": exception.errors(include_context=False, include_input=False)}, status=422)
        if isinstance(exception, FAILURES):
            status, body = answer_to(exception)
            return JsonResponse(body, status=status)
        return None
