"""``survive upstreams``: payments, mail and partners in the foreground, for a person to play with."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import click
from rich.console import Console
from rich.text import Text

from autograder.cli._serving import PORT, PortTakenError, until_interrupted
from autograder.upstreams import Request, UpstreamServer

TENANT = "encore"
KEPT = 2_000
"""Requests that the record of a foreground server holds; older ones are forgotten."""

EXAMPLES: Mapping[str, str] = {
    "the card is declined": "payments?fault=decline",
    "answers come 2 seconds late": "payments?latency=2",
    "the next request gets a 503": "payments?fault=error&status=503&times=1",
    "mail hangs": "mail?fault=hang",
    "one partner hangs": "partners/trains-ic?fault=hang",
    "the answer is garbage": "payments?fault=garbage&status=201",
    "charged, but the answer is lost": "payments?fault=drop&times=1",
    "charged, but the answer is a 500": "payments?fault=error&status=500&after_work=yes&times=1",
    "only voids fail": "payments?fault=error&on=void",
}


@click.command()
@click.option("--port", type=PORT, default=9000, show_default=True, help="0: any free.")
def upstreams(port: int) -> None:
    """Run payments, mail and partners as one real server on this machine.

    Prints the variables that lead an app here, a line for each dial and every request. Ctrl-C ends it.
    """
    console = Console(highlight=False, soft_wrap=True)
    with until_interrupted(), foreground_server(port, console) as server:
        env = server.tenant(TENANT, most=KEPT, rolling=True).env()
        show_env(console, env)
        show_dials(console, server)
        console.print("\n[bold]Requests[/] (Ctrl-C ends)")
        threading.Event().wait()


def foreground_server(port: int, console: Console) -> UpstreamServer:
    """A started server that people may control, and that prints each request.

    Raises:
        PortTakenError: another program listens on the port.
    """
    server = UpstreamServer(
        port=port, control=True, on_request=lambda seen: console.print(request_line(seen))
    )
    try:
        server.start()
    except OSError:
        raise PortTakenError(port) from None
    return server


def show_env(console: Console, env: Mapping[str, str]) -> None:
    """Print the lines to paste into the shell that starts the app."""
    console.print("[bold]Start the app with[/]")
    for name, url in env.items():
        console.print(f"export {name}={url}")


def show_dials(console: Console, server: UpstreamServer) -> None:
    """Print a line to paste for each kind of trouble."""
    control = f"{server.url}/control/{TENANT}"
    console.print("\n[bold]Dials[/] (times=N: for the next N requests; DELETE makes it well again)")
    for meaning, query in EXAMPLES.items():
        console.print(Text(f"curl -X PUT '{control}/{query}'  # {meaning}"))
    console.print(Text(f"curl {control}  # what is set"))
    console.print(Text(f"curl -X DELETE {control}  # all well again"))
    console.print(Text(f"curl {control}/record  # every request in full"))


def request_line(seen: Request) -> Text:
    """One request as one line: what was asked, what was answered, what came of it."""
    answered = "no answer" if seen.status is None else str(seen.status)
    worked = "worked" if seen.worked else "not done"
    asked = "".join(each if each.isprintable() else "?" for each in f"{seen.method} {seen.path}")
    style = "" if seen.worked else "red"
    words = f"{seen.number:>5}  {seen.service:<9} {asked:<34} {answered:<9} {worked:<8}"
    return Text(f"{words} in flight {seen.in_flight}", style)
