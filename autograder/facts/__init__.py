"""What can be read off a source tree without running it.

Works on any Python package. `parse` reads a tree once; each fact is a function of what it gives back, and
returns frozen dataclasses that carry file and line. Nothing that a file holds makes any of them raise: what
cannot be parsed is listed in `Sources.unparsable`.

    >>> sources = parse_text("def refund(total, late):\\n    return total * (not late)\\n")
    >>> [str(trick.kind) for trick in tricks(sources)]
    ['arithmetic with a condition']
"""

from autograder.facts._bindings import Binding, attributes, bindings, dotted, is_one_of, look_up
from autograder.facts._blocking import BlockingCall, CallStep, blocking_calls
from autograder.facts._comments import CommentKind, PoorComment, poor_comments
from autograder.facts._complexity import (
    FunctionComplexity,
    LineComplexity,
    complexity,
    complexity_by_line,
)
from autograder.facts._concerns import Concern, LineConcern, concerns
from autograder.facts._crossings import Crossing, Layer, crossings, layer_of
from autograder.facts._handler_work import handler_work, mentioned_from, work_beside
from autograder.facts._handlers import Framework, Handler, handlers
from autograder.facts._hidden_inputs import HiddenInput, InputKind, hidden_inputs
from autograder.facts._imports import Import, UnreadImport, import_circles, imports, unread_imports
from autograder.facts._lookalikes import Deception, DeceptionKind, deceptions
from autograder.facts._magic_numbers import MAGIC_NUMBER_RULE, MagicNumber, magic_numbers
from autograder.facts._module import Module
from autograder.facts._names import NAME_RULE, NameProblem, NameRole, VagueName, problem_of, vague_names
from autograder.facts._parse import Sources, Unparsable, UnparsableKind, parse, parse_text
from autograder.facts._shared_state import SharedState, StateKind, shared_state
from autograder.facts._silences import Silence, SilenceKind, silences
from autograder.facts._tricks import TRICK_RULE, Trick, TrickKind, tricks
from autograder.facts._waiting import AsyncFunction, OwnLoop, async_functions, own_loops
from autograder.facts._work import HandlerWork, Layers, Reached, UseCase, Work
from autograder.facts._wounds import Wound, WoundKind, wounds

__all__ = [
    "MAGIC_NUMBER_RULE",
    "NAME_RULE",
    "TRICK_RULE",
    "AsyncFunction",
    "Binding",
    "BlockingCall",
    "CallStep",
    "CommentKind",
    "Concern",
    "Crossing",
    "Deception",
    "DeceptionKind",
    "Framework",
    "FunctionComplexity",
    "Handler",
    "HandlerWork",
    "HiddenInput",
    "Import",
    "InputKind",
    "Layer",
    "Layers",
    "LineComplexity",
    "LineConcern",
    "MagicNumber",
    "Module",
    "NameProblem",
    "NameRole",
    "OwnLoop",
    "PoorComment",
    "Reached",
    "SharedState",
    "Silence",
    "SilenceKind",
    "Sources",
    "StateKind",
    "Trick",
    "TrickKind",
    "Unparsable",
    "UnparsableKind",
    "UnreadImport",
    "UseCase",
    "VagueName",
    "Work",
    "Wound",
    "WoundKind",
    "async_functions",
    "attributes",
    "bindings",
    "blocking_calls",
    "complexity",
    "complexity_by_line",
    "concerns",
    "crossings",
    "deceptions",
    "dotted",
    "handler_work",
    "handlers",
    "hidden_inputs",
    "import_circles",
    "imports",
    "is_one_of",
    "layer_of",
    "look_up",
    "magic_numbers",
    "mentioned_from",
    "own_loops",
    "parse",
    "parse_text",
    "poor_comments",
    "problem_of",
    "shared_state",
    "silences",
    "tricks",
    "unread_imports",
    "vague_names",
    "work_beside",
    "wounds",
]
