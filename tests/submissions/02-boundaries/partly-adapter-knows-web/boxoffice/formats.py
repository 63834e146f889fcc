"""Formats for everybody."""

from boxoffice.web.answers import in_utc

__all__ = ["in_utc"]
