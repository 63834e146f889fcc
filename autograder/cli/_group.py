"""The group of commands. A command's module is imported when it is called: `survive check` stays quick."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from autograder.syntax import syntax_tree

COMMANDS: Mapping[str, str] = {
    "app": "autograder.cli.app:app",
    "build": "autograder.cli.build:build",
    "catch-up": "autograder.cli.begin_again:catch_up",
    "check": "autograder.cli.check:check",
    "grade": "autograder.cli.grade:grade",
    "hint": "autograder.cli.hint:hint",
    "lab": "autograder.cli.lab:lab",
    "progress": "autograder.cli.progress:progress",
    "report": "autograder.cli.report:report",
    "reset": "autograder.cli.begin_again:reset",
    "solution": "autograder.cli.solution:solution",
    "upstreams": "autograder.cli.upstreams:upstreams",
    "verify": "autograder.cli.verify:verify",
}

LONGEST_HELP = 500
"""Characters of a command's line in the list."""


class LazyGroup(click.Group):
    """A group that knows the names of its commands and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name]} is not a click command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with the whole of their first sentence, wrapped; click itself cuts it to a line."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _first_sentence(COMMANDS[name])) for name in self.list_commands(ctx)])


def _first_sentence(place: str) -> str:
    """Of a command's docstring, read from its module's text: importing them all takes seconds."""
    module, _, name = place.partition(":")
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ImportError(f"there is no {module}")
    tree = syntax_tree(Path(spec.origin).read_text("utf-8"))
    (command,) = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name]
    return click.Command(name, help=ast.get_docstring(command)).get_short_help_str(LONGEST_HELP)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="survives-production")
def main() -> None:
    """Survives Production: learn it, check it, grade it.

    Exit codes: 0 it held, 1 it did not, 2 the call was wrong.
    """
