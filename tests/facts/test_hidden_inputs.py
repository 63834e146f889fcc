"""The time, chance and the environment, wherever they are taken from thin air."""

import pytest

from autograder.facts import InputKind, hidden_inputs, parse_text

CLOCK, CHANCE, ENVIRONMENT = InputKind.CLOCK, InputKind.CHANCE, InputKind.ENVIRONMENT


def kinds(text: str) -> list[InputKind]:
    return [found.kind for found in hidden_inputs(parse_text(text))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("from datetime import datetime\nnow = datetime.now()\n", CLOCK),
        ("import datetime as dt\ndef f():\n    return dt.datetime.now(dt.UTC)\n", CLOCK),
        ("from datetime import date\nday = date.today()\n", CLOCK),
        ("import time\ndef f():\n    return time.time() + 600\n", CLOCK),
        ("from time import time as seconds\ndef f():\n    return seconds()\n", CLOCK),
        ("import time\nclock = getattr(time, 'time')\n", CLOCK),
        ("clock = __import__('time').time\n", CLOCK),
        ("import importlib\nclock = importlib.import_module('time').time\n", CLOCK),
        ("import datetime\nnow = vars(datetime.datetime)['now']\n", CLOCK),
        ("import sys\nnow = sys.modules['time'].time()\n", CLOCK),
        (
            "from dataclasses import field\nfrom datetime import datetime as d\nat = field(default=d.now)\n",
            CLOCK,
        ),
        ("from sqlalchemy import func\ndef f(s):\n    return s.execute(func.now())\n", CLOCK),
        ("def f(s):\n    s.execute('update t set used = CURRENT_TIMESTAMP where id = 1')\n", CLOCK),
        ("import random\ncode = random.choice('ab')\n", CHANCE),
        ("from random import choice\ncode = choice('ab')\n", CHANCE),
        ("from secrets import token_hex as code\ndef f():\n    return code()\n", CHANCE),
        ("import uuid\ndef f():\n    return uuid.uuid4()\n", CHANCE),
        ("import os\nurl = os.environ['URL']\n", ENVIRONMENT),
        ("from os import environ\ndef f():\n    return environ.get('URL')\n", ENVIRONMENT),
        ("import os\nread = os.getenv\ndef f():\n    return read('URL')\n", ENVIRONMENT),
    ],
)
def test_it_is_found_under_every_name(text: str, kind: InputKind) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import datetime, timedelta\ndef f(now: datetime):\n    return now + timedelta(1)\n",
        "import time\nstart = time.monotonic()\nspent = time.perf_counter()\n",
        "def f(ports):\n    return ports.clock(), ports.new_code()\n",
        "import random\ndef f(chance: random.Random) -> random.Random:\n    return chance\n",
        "from datetime import datetime\nat = datetime.fromisoformat('2031-05-06')\n",
        "def now():\n    '''Asks for now() in select statements.'''\n",
        "import os.path\nname = os.path.basename('a/b')\n",
    ],
)
def test_what_is_handed_in_or_merely_named_is_none(text: str) -> None:
    assert kinds(text) == []


def test_the_place_says_who_reads_it() -> None:
    text = "from datetime import datetime\ndef late(order, now=datetime.now()):\n    return datetime.now()\n"
    default, inside = hidden_inputs(parse_text(text))
    assert (default.line, default.function) == (2, "<module>")
    assert (inside.line, inside.function, inside.name) == (3, "late", "datetime.datetime.now")


def test_one_reading_is_told_once() -> None:
    (found,) = hidden_inputs(parse_text("import os\nurl = os.environ.get('URL', 'x')\n"))
    assert found.name == "os.environ.get"
