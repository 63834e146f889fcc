"""Learner code that reaches for what is not its own: files, processes, sockets, the warm parent."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import autograder
from autograder.sandbox import Failure, Program, Sandbox, Value
from autograder.sandbox.inside.seccomp import ARCHITECTURES
from autograder.tree import SourceTree

pytestmark = pytest.mark.bubblewrap

READ = "def main(path):\n    return open(path, 'rb').read(1000).decode('latin-1')\n"
SYSTEM_CALL = (
    "import ctypes, os\n"
    "libc = ctypes.CDLL(None, use_errno=True)\n"
    "def main(name, *arguments):\n"
    "    result = getattr(libc, name)(*arguments)\n"
    "    return 'done' if result >= 0 else os.strerror(ctypes.get_errno())\n"
)
PACKAGE = Path(autograder.__file__).parent
NUMBERS = (
    ARCHITECTURES[os.uname().machine] if os.uname().machine in ARCHITECTURES else ARCHITECTURES["x86_64"]
)


@pytest.mark.parametrize(
    "path",
    [
        "/etc/shadow",
        "/etc/passwd-",
        "/root/.bashrc",
        "/home",
        "/proc/1/root/etc/shadow",
        "/sys/kernel/notes",
        str(PACKAGE / "sandbox" / "sandbox.py"),
        str(PACKAGE / "tree.py"),
        str(PACKAGE.parent / "pyproject.toml"),
        str(PACKAGE.parent / ".git" / "HEAD"),
        str(PACKAGE.parent / "solutions"),
        "/proc/1/mem",
        "/proc/kcore",
        "/dev/mem",
    ],
)
def test_a_file_outside_cannot_be_read(ask_isolated, path):
    assert isinstance(ask_isolated(READ, "main", path), Failure)


def test_a_symlink_does_not_lead_outside(ask_isolated):
    source = (
        READ + "def link():\n    import os\n    os.symlink('/etc/shadow', '/tmp/s')\n    main('/tmp/s')\n"
    )
    outcome = ask_isolated(source, "link")
    assert isinstance(outcome, Failure)
    assert "FileNotFoundError" in outcome.message


def test_the_environment_of_the_grader_is_nowhere_in_proc(ask_isolated, monkeypatch):
    secret = secrets.token_hex(16)
    monkeypatch.setenv("COURSE_SECRET", secret)
    source = (
        "import glob\n"
        "def main():\n"
        "    found = ''\n"
        "    for path in [*glob.glob('/proc/*/environ'), *glob.glob('/proc/*/cmdline')]:\n"
        "        found += open(path, 'rb').read().decode('latin-1')\n"
        "    return found\n"
    )
    with Sandbox(warm=()) as fresh, fresh.room(SourceTree({"learner.py": source})) as room:
        outcome = room.run(
            Program("p", "def main(_):\n import learner\n return learner.main()"), None, seconds=3
        )
    assert isinstance(outcome, Value)
    assert secret not in str(outcome.json)
    assert "COURSE_SECRET" not in str(outcome.json)


def test_a_secret_of_the_grader_is_not_in_its_memory(ask_isolated):
    secret = secrets.token_hex(16)
    source = (
        "def main(*halves):\n"
        "    needle, found = ''.join(halves).encode(), 0\n"
        "    with open('/proc/self/maps') as maps, open('/proc/self/mem', 'rb', 0) as memory:\n"
        "        for line in maps:\n"
        "            start, end = (int(part, 16) for part in line.split()[0].split('-'))\n"
        "            try:\n"
        "                memory.seek(start)\n"
        "                found += memory.read(end - start).count(needle)\n"
        "            except (OSError, OverflowError, ValueError):\n"
        "                pass\n"
        "    return found\n"
    )
    without = ask_isolated(source, "main", secret[:16], secret[16:], seconds=10)
    told = ask_isolated(source, "main", secret[:16], secret[16:], seconds=10, env={"TOLD": secret})
    assert isinstance(without, Value)
    assert isinstance(told, Value)
    assert without.json <= 2 < told.json  # the two are the needle itself, made there and then


@pytest.mark.parametrize(
    "path", ["/app/new.py", "/usr/lib/new", "/runner/new", "/run/new", "/etc/new", "/new"]
)
def test_nothing_can_be_written_but_tmp(ask_isolated, path):
    outcome = ask_isolated("def main(path):\n    open(path, 'w')\n", "main", path)
    assert isinstance(outcome, Failure)
    assert "Read-only file system" in outcome.message


def test_what_one_case_writes_the_next_does_not_see(isolated_sandbox: Sandbox, call):
    source = "import os\ndef main():\n    open('/tmp/left', 'w')\n    open('/dev/shm/left', 'w')\n"
    source += "def look():\n    return os.listdir('/tmp') + os.listdir('/dev/shm')\n"
    with isolated_sandbox.room(SourceTree({"learner.py": source})) as room:
        assert call(room, "main") == Value(None)
        assert call(room, "look") == Value([])


def test_only_its_own_processes_can_be_seen(ask_isolated):
    source = "import os\ndef main():\n    return [name for name in os.listdir('/proc') if name.isdigit()]\n"
    assert ask_isolated(source) == Value(["1"])


@pytest.mark.parametrize("signal", ["SIGKILL", "SIGSTOP", "SIGTERM"])
def test_it_can_signal_nobody_else(ask_isolated, isolated_sandbox: Sandbox, signal):
    source = (
        "import os, signal\n"
        "def main(name):\n"
        "    number = getattr(signal, name)\n"
        "    for pid in [-1, os.getppid(), *range(2, 400)]:\n"
        "        try:\n"
        "            if pid: os.kill(pid, number)\n"
        "        except (ProcessLookupError, PermissionError):\n"
        "            pass\n"
        "    return 'still here'\n"
    )
    with isolated_sandbox.room(SourceTree({"learner.py": source})) as room:
        program = Program("p", "def main(name):\n import learner\n return learner.main(name)")
        assert room.run(program, signal, seconds=3) == Value("still here")
        assert room.run(program, signal, seconds=3) == Value("still here")


@pytest.mark.parametrize(
    "arguments",
    [
        ("ptrace", 16, 1, 0, 0),
        ("process_vm_readv", 1, 0, 0, 0, 0, 0),
        ("unshare", 0x10000000),
        ("unshare", 0x00020000),
        ("setns", 0, 0),
        ("mount", None, None, None, 0, None),
        ("umount2", None, 2),
        ("chroot", None),
        ("memfd_create", None, 0),
        ("shmget", 0, 4096, 0o1600),
        ("semget", 0, 1, 0o1600),
        ("msgget", 0, 0o1600),
        ("personality", 0),
    ],
    ids=lambda arguments: arguments[0],
)
def test_what_has_let_code_out_before_is_refused(ask_isolated, arguments):
    assert ask_isolated(SYSTEM_CALL, "main", *arguments) == Value("Operation not permitted")


@pytest.mark.parametrize("name", sorted(NUMBERS.refused))
def test_a_refused_system_call_is_refused_by_its_number_too(ask_numbers, name):
    assert ask_numbers[name] == "Operation not permitted"


@pytest.fixture(scope="module")
def ask_numbers(isolated_sandbox: Sandbox) -> dict[str, str]:
    """What every refused system call says, all asked in one case."""
    source = (
        SYSTEM_CALL + "def all(numbers):\n    return {k: main('syscall', n, 0, 0, 0) for k, n in numbers}\n"
    )
    program = Program("ask", "def main(numbers):\n    import learner\n    return learner.all(numbers)\n")
    with isolated_sandbox.room(SourceTree({"learner.py": source})) as room:
        outcome = room.run(program, [list(item) for item in NUMBERS.refused.items()], seconds=5)
    assert isinstance(outcome, Value)
    return dict(outcome.json)  # type: ignore[arg-type]


def test_a_clone_into_new_namespaces_is_refused_and_clone3_unknown(ask_isolated):
    new_user = 0x10000000 | 17
    refused = ask_isolated(SYSTEM_CALL, "main", "syscall", NUMBERS.clone, new_user, 0, 0, 0, 0)
    assert refused == Value("Operation not permitted")
    unknown = ask_isolated(SYSTEM_CALL, "main", "syscall", NUMBERS.clone3, 0, 0)
    assert unknown == Value("Function not implemented")


def test_it_has_no_capability_and_cannot_gain_one(ask_isolated):
    source = "def main():\n    return open('/proc/self/status').read()\n"
    outcome = ask_isolated(source)
    assert isinstance(outcome, Value)
    lines = dict(line.split(":\t") for line in str(outcome.json).splitlines())
    for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
        assert int(lines[name], 16) == 0
    assert (lines["NoNewPrivs"], lines["Seccomp"]) == ("1", "2")


@pytest.mark.parametrize("family", ["AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"])
def test_other_families_of_sockets_are_refused(ask_isolated, family):
    source = "import socket\ndef main(name):\n    socket.socket(getattr(socket, name), socket.SOCK_DGRAM)\n"
    outcome = ask_isolated(source, "main", family)
    assert isinstance(outcome, Failure)
    assert "Address family not supported" in outcome.message


def test_raw_sockets_are_refused(ask_isolated):
    outcome = ask_isolated(
        "import socket\ndef main():\n    socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)\n"
    )
    assert isinstance(outcome, Failure)


@pytest.fixture
def loopback_server() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_the_loopback_of_this_machine_is_out_of_reach(ask_isolated, loopback_server: int):
    source = "import socket\ndef main(port):\n    socket.create_connection(('127.0.0.1', port), 1)\n"
    outcome = ask_isolated(source, "main", loopback_server)
    assert isinstance(outcome, Failure)
    assert "Connection refused" in outcome.message


def test_there_is_no_way_to_any_network(ask_isolated):
    source = "import socket\ndef main():\n    socket.create_connection(('9.9.9.9', 53), 1)\n"
    outcome = ask_isolated(source)
    assert isinstance(outcome, Failure)
    assert "Network is unreachable" in outcome.message


def test_abstract_sockets_of_this_machine_are_out_of_reach(ask_isolated):
    name = f"grader-{secrets.token_hex(4)}"
    source = "import socket\ndef main(name):\n    socket.socket(socket.AF_UNIX).connect('\\0' + name)\n"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0" + name)
        server.listen()
        outcome = ask_isolated(source, "main", name)
    assert isinstance(outcome, Failure)
    assert "Connection refused" in outcome.message


LISTEN = (
    "import socket, time\n"
    "def listen(kind):\n"
    "    server = socket.socket(socket.AF_UNIX if kind == 'abstract' else socket.AF_INET)\n"
    "    server.bind('\\0here' if kind == 'abstract' else ('127.0.0.1', 7777))\n"
    "    server.listen()\n"
    "    print('listening', flush=True)\n"
    "    time.sleep(1.5)\n"
    "def connect(kind):\n"
    "    client = socket.socket(socket.AF_UNIX if kind == 'abstract' else socket.AF_INET)\n"
    "    client.connect('\\0here' if kind == 'abstract' else ('127.0.0.1', 7777))\n"
)


@pytest.mark.parametrize("kind", ["abstract", "loopback"])
def test_rooms_cannot_talk_to_one_another(isolated_sandbox: Sandbox, call, kind):
    tree = SourceTree({"learner.py": LISTEN})
    with isolated_sandbox.room(tree) as first, isolated_sandbox.room(tree) as second:
        thread = threading.Thread(target=call, args=(first, "listen", kind))
        thread.start()
        outcomes = [call(second, "connect", kind) for _ in range(5)]
        thread.join()
    assert all(isinstance(outcome, Failure) and "refused" in outcome.message for outcome in outcomes)


def test_the_sockets_of_served_apps_cannot_be_found(isolated_sandbox: Sandbox, call):
    source = (
        "import os\n"
        "def main():\n"
        "    files = (os.path.join(folder, name) for folder, _, names in os.walk('/') for name in names)\n"
        "    return [path for path in files if path.endswith('.sock')]\n"
        "async def app(scope, receive, send):\n"
        "    pass\n"
    )
    serve = Program("serve", "def main(_):\n    import learner\n    return learner.app\n")
    tree = SourceTree({"learner.py": source})
    with (
        isolated_sandbox.room(tree) as room,
        room.serve(serve, None, seconds=3),
        isolated_sandbox.room(tree) as other,
    ):
        assert call(other, "main", seconds=10) == Value([])


def test_the_socket_that_it_may_reach_cannot_be_changed(isolated_sandbox: Sandbox):
    app = SourceTree({"learner.py": "async def app(scope, receive, send):\n    pass\n"})
    serve = Program("serve", "def main(_):\n    import learner\n    return learner.app\n")
    spoil = Program(
        "spoil",
        "import os\n"
        "def main(_):\n"
        "    said = []\n"
        "    path = os.environ['REACH'] + '/0.sock'\n"
        "    for act, more in ((os.chmod, [0]), (os.unlink, []), (os.rename, ['/tmp/x'])):\n"
        "        try:\n"
        "            act(path, *more)\n"
        "        except OSError as error:\n"
        "            said.append(error.strerror)\n"
        "    return said\n",
    )
    with (
        isolated_sandbox.room(app) as room,
        room.serve(serve, None, seconds=3) as served,
        isolated_sandbox.room(SourceTree()) as other,
    ):
        outcome = other.run(spoil, None, seconds=3, reach=[served])
    assert isinstance(outcome, Value)
    assert isinstance(outcome.json, list)
    assert len(outcome.json) == 3


def test_a_daemon_ends_with_its_case(isolated_sandbox: Sandbox, call, processes, eventually):
    source = (
        "import os, time\n"
        "def main():\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        if os.fork() == 0:\n"
        "            time.sleep(100)\n"
        "        os._exit(0)\n"
        "    time.sleep(0.05)\n"
        "    return len([name for name in os.listdir('/proc') if name.isdigit()])\n"
    )
    isolated_sandbox.start()
    with isolated_sandbox.room(SourceTree({"learner.py": source})) as room:
        before = processes()
        outcome = call(room, "main")
        assert isinstance(outcome, Value)
        assert outcome.json >= 2
        assert eventually(lambda: processes() <= before)


def test_the_grader_gets_back_the_descriptors_of_every_case(isolated_sandbox: Sandbox, call, descriptors):
    tree = SourceTree({"learner.py": "import os\ndef main():\n    os._exit(0)\ndef good():\n    pass\n"})
    with isolated_sandbox.room(tree) as room:
        call(room, "good")
        before = descriptors()
        for _ in range(5):
            call(room, "main")
            call(room, "good")
        assert descriptors() == before


def test_it_runs_as_an_ordinary_user_of_no_name(ask_isolated):
    outcome = ask_isolated(
        "import os\ndef main():\n    return [os.getuid(), os.getgid(), os.uname().nodename]\n"
    )
    assert outcome == Value([1000, 1000, "sandbox"])
    assert os.uname().nodename != "sandbox"
