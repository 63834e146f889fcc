"""Record requests that make no sense, by schemathesis' engine: ``autograder/probes/fuzz.json``.

A maintainer's tool, for when the app's routes change: ``.venv/bin/python setup/fuzz.py``. The engine takes
some twenty seconds, too long for a check, so what it would ask is kept. Its coverage and fuzzing phases,
seeded: the same schema gives the same requests.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = ROOT / "autograder" / "probes" / "fuzz.json"
LONGEST = 4000
"""Characters of a body."""

SCHEMA = """
import json, sys, tempfile
from pathlib import Path
from autograder.stages import before_exercise
from autograder.syllabus import load
with tempfile.TemporaryDirectory() as folder:
    for path, text in before_exercise(load().lesson("06")).files.items():
        target = Path(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    sys.path.insert(0, folder)
    import os
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/schema.db"
    from boxoffice.main import app
    print(json.dumps(app.openapi()))
"""

ENGINE = """
import json, sys
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import from_schema

schema, seen = json.load(sys.stdin), {}

async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    answer = schema
    if scope["path"] != "/openapi.json":
        answer, kind = {}, dict(scope["headers"]).get(b"content-type", b"").decode()
        path = scope.get("raw_path", b"").decode("ascii").partition("?")[0]
        query = scope["query_string"].decode("ascii")
        seen[scope["method"], path, query, body.decode("utf-8", "replace"), kind if body else ""] = None
    status = 200 if answer else 422
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

config = SchemathesisConfig.from_dict({
    "seed": 6,
    "workers": 1,
    "generation": {"database": "none", "max-examples": 10, "no-shrink": True},
    "phases": {"examples": {"enabled": False}, "stateful": {"enabled": False}},
    "checks": {"enabled": False},
})
for _ in from_schema(schemathesis.openapi.from_asgi("/openapi.json", app, config=config)).execute():
    pass
print(json.dumps([list(request) for request in seen]))
"""


def main() -> None:
    """Write the record."""
    schema = subprocess.run([sys.executable, "-c", SCHEMA], check=True, capture_output=True, cwd=ROOT).stdout
    engine = [sys.executable, "-c", ENGINE]
    made = subprocess.run(engine, check=True, input=schema, stdout=subprocess.PIPE).stdout
    requests = [each for each in json.loads(made) if len(each[3]) <= LONGEST]
    lines = ",\n".join(json.dumps(each) for each in requests)
    RECORD.write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    main()
