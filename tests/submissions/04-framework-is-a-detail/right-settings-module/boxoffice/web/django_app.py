"""The box office under Django."""

from __future__ import annotations

import os

import django
from django.core.handlers.wsgi import WSGIHandler

from boxoffice.ports import Ports
from boxoffice.settings import Settings


class Handler(WSGIHandler):
    """Puts the ports of its app on every request."""

    def __init__(self, ports: Ports) -> None:
        super().__init__()
        self.ports = ports

    def get_response(self, request):
        request.ports = self.ports
        return super().get_response(request)


def create_app(settings: Settings, ports: Ports) -> Handler:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boxoffice.web.django_settings")
    django.setup()
    return Handler(ports)
