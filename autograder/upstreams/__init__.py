"""Payments, mail and partners as one real local HTTP server, with dials for trouble and a record."""

from autograder.upstreams._calls import Call, Reply
from autograder.upstreams._dials import Dial, Fault
from autograder.upstreams._gate import Gate
from autograder.upstreams._mail import Message
from autograder.upstreams._partners import PARTNERS
from autograder.upstreams._payments import Charge
from autograder.upstreams._record import Request
from autograder.upstreams._server import UpstreamServer
from autograder.upstreams._tenant import Upstreams

__all__ = [
    "PARTNERS",
    "Call",
    "Charge",
    "Dial",
    "Fault",
    "Gate",
    "Message",
    "Reply",
    "Request",
    "UpstreamServer",
    "Upstreams",
]
