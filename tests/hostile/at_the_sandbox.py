"""Attacks on the sandbox: its walls, its processes, what it shows of the machine."""

from __future__ import annotations

from tests.hostile._attack import MARK, Targets, attack, attempts

SYSCALL = '''
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    """A function of the C library; what it gives, unless it failed."""
    result = getattr(libc, name)(*arguments)
    return None if result in (-1, None) else f"{name} gave {result}"
def numbered(number, *arguments):
    return call("syscall", ctypes.c_long(number), *arguments)
'''


@attack("system")
def calls_outside(targets: Targets) -> bytes:
    """TCP, UDP and IPv6 to this machine, the network and the world."""
    return attempts(
        f"""
        outside = [("127.0.0.1", {targets.port}), ("10.0.0.1", 80), ("1.1.1.1", 53), ("::1", {targets.port})]
        for address in outside:
            attempt(address, lambda: socket.create_connection(address, 0.3))
            udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            attempt(address, lambda: address[0] != "127.0.0.1" and udp.sendto(b"x", address))
        attempt("name", lambda: socket.gethostbyname("example.org"))
        """,
        imports="import socket",
    )


@attack("system")
def calls_abstract_sockets(targets: Targets) -> bytes:
    """Unix sockets without a path, which no mount keeps away, and those of other rooms."""
    return attempts(
        f"""
        def reach(path):
            socket.socket(socket.AF_UNIX).connect(path)
            return path

        attempt("abstract", lambda: reach(chr(0) + {targets.abstract!r}))
        for line in open("/proc/net/unix").read().splitlines()[1:]:
            for path in line.split()[7:]:
                attempt("listed", lambda: reach(path.replace("@", chr(0))))
        for folder in ("/sockets", "/run", "/run/doors", "/tmp", "/var/run"):
            for name in os.listdir(folder) if os.path.isdir(folder) else []:
                attempt(name, lambda: reach(f"{{folder}}/{{name}}"))
        """,
        imports="import os, socket",
    )


@attack("system")
def opens_raw_sockets(_: Targets) -> bytes:
    """Packet, netlink, vsock and raw sockets."""
    return attempts(
        """
        for family in (16, 17, 29, 31, 38, 40, 44):
            for kind in (1, 2, 3):
                attempt((family, kind), lambda: socket.socket(family, kind))
        attempt("raw", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
        """,
        imports="import socket",
    )


@attack("system")
def reads_environments(targets: Targets) -> bytes:
    """The environment, the command line and the open files of every process that can be seen."""
    return attempts(
        f"""
        def holds_word(path):
            return {targets.word!r}.encode() in open(path, "rb").read()

        def outside(pid):
            files = [os.readlink(f"/proc/{{pid}}/fd/{{name}}") for name in os.listdir(f"/proc/{{pid}}/fd")]
            return [file for file in files if file.startswith(("/home", "/root", "/etc", "/var"))] or None

        for pid in ["self", "thread-self", *filter(str.isdigit, os.listdir("/proc"))]:
            attempt(f"{{pid}} files", lambda: outside(pid))
            for file in ("environ", "cmdline", "root/proc/1/environ", "cwd/../proc/1/environ", "mem"):
                attempt(f"{{pid}} {{file}}", lambda: holds_word(f"/proc/{{pid}}/{{file}}"))
        """,
        imports="import os",
    )


@attack("system")
def reads_files(targets: Targets) -> bytes:
    """Secrets, homes, the system's files, and other people's, by paths and through links.

    Where the environment lies in somebody's home, the names of the folders that lead to it can be seen.
    """
    paths = [
        str(targets.secret), f"/proc/self/root{targets.secret}", "/etc/shadow", "/etc/hostname", "/root",
        "/home",
        "/etc/machine-id", "/proc/1/root/etc/shadow", "/proc/self/cwd/../../etc/shadow", "/var/log", "/boot",
        "/sys/class/net", "/proc/kcore", "/proc/kmsg", "/dev/mem", "/dev/sda", "/dev/kmsg", "/run/secrets",
        "/var/run/docker.sock",
    ]  # fmt: skip
    return attempts(
        f"""
        def read(path):
            if not os.path.isdir(path):
                return open(path, "rb").read(64)
            here = os.path.realpath(path)
            names = [name for name in os.listdir(path) if not leads_to_python(f"{{here}}/{{name}}/")]
            return names or None

        def leads_to_python(folder):
            return any(f"{{place}}/".startswith(folder) for place in (sys.prefix, sys.base_prefix))

        for number, path in enumerate({paths!r}):
            attempt(path, lambda: read(path))
            os.symlink(path, f"/tmp/{{number}}")
            attempt("link to " + path, lambda: read(f"/tmp/{{number}}"))
        """,
        imports="import os, sys",
    )


@attack("system")
def writes_files(targets: Targets) -> bytes:
    """Files beside the tree, in its bytecode, in the interpreter, in homes and in the kernel's settings."""
    folders = [
        str(targets.folder), "/app", "/app/boxoffice", "/app/boxoffice/__pycache__", "/etc", "/usr/lib",
        "/runner", "/sockets", "/run", "/run/reach", "/var/tmp", "/home", "/root", "/dev", "/",
        "/proc/self/root/etc",
    ]  # fmt: skip
    settings = [
        "/proc/sys/kernel/core_pattern", "/proc/sys/user/max_user_namespaces", "/proc/sysrq-trigger",
        "/proc/self/oom_score_adj", "/proc/self/uid_map", "/proc/self/gid_map",
    ]  # fmt: skip
    return attempts(
        f"""
        def write(path, text):
            return os.write(os.open(path, os.O_WRONLY | os.O_CREAT), text)

        for folder in [*{folders!r}, *sys.path, sys.prefix, os.path.dirname(os.__file__)]:
            attempt(folder, lambda: folder and write(f"{{folder}}/{MARK}", b"here"))
        for path in {settings!r}:
            attempt(path, lambda: write(path, b"-1000"))
        """,
        imports="import os",
    )


@attack("system")
def traces_others(_: Targets) -> bytes:
    """ptrace, process memory and borrowed descriptors."""
    return attempts(
        """
        for pid in (0, 1, 2, os.getppid()):
            attempt("attach", lambda: call("ptrace", 16, pid, 0, 0))
            attempt("seize", lambda: call("ptrace", 0x4206, pid, 0, 0))
            attempt("pidfd_getfd", lambda: numbered(438, 3, 0, 0))
            attempt("process_vm_readv", lambda: numbered(310, pid, 0, 0, 0, 0, 0))
        attempt("traceme", lambda: call("ptrace", 0, 0, 0, 0))
        """,
        imports=SYSCALL,
    )


@attack("system")
def mounts(_: Targets) -> bytes:
    """Namespaces, mounts and roots of its own."""
    return attempts(
        """
        for flags in (0x10000000, 0x00020000, 0x40000000, 0x20000000, 0x7e020080):
            attempt("unshare", lambda: call("unshare", flags))
            attempt("clone", lambda: numbered(56, flags | 17, 0, 0, 0, 0))
        attempt("mount", lambda: call("mount", b"none", b"/tmp", b"tmpfs", 0, None))
        attempt("bind", lambda: call("mount", b"/", b"/tmp", None, 4096, None))
        for path in (b"/sockets", b"/tmp", b"/app", b"/proc"):
            attempt("umount", lambda: call("umount2", path, 2))
        attempt("chroot", lambda: call("chroot", b"/tmp"))
        attempt("pivot_root", lambda: numbered(155, b"/tmp", b"/tmp"))
        attempt("open_tree", lambda: numbered(428, -100, b"/", 1))
        attempt("fsopen", lambda: numbered(430, b"tmpfs", 0))
        attempt("clone3", lambda: numbered(435, 0, 0))
        for name in ("mnt", "net", "pid", "user", "ipc"):
            attempt(name, lambda: call("setns", os.open(f"/proc/1/ns/{name}", os.O_RDONLY), 0))
        """,
        imports=SYSCALL,
    )


@attack("system")
def raises_its_rights(_: Targets) -> bytes:
    """Other users, capabilities, limits, and programs that give rights."""
    return attempts(
        """
        status = dict(line.split(":", 1) for line in open("/proc/self/status"))
        rights = [name for name in status if name[:3] == "Cap" and int(status[name], 16)]
        attempt("capabilities", lambda: rights or None)
        attempt("new rights", lambda: int(status["NoNewPrivs"]) == 0)
        attempt("setuid", lambda: os.setresuid(0, 0, 0) or "root")
        attempt("groups", lambda: os.setgroups([0]) or "groups")
        attempt("limit", lambda: resource.setrlimit(resource.RLIMIT_NPROC, (9999, 9999)) or "limit")
        attempt("limit", lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)) or "limit")
        attempt("nice", lambda: os.nice(-5) or "nice")
        fast = os.sched_param(1)
        attempt("realtime", lambda: os.sched_setscheduler(0, os.SCHED_FIFO, fast) or "realtime")
        attempt("hostname", lambda: socket.sethostname("mine") or "hostname")
        attempt("clock", lambda: time.clock_settime(time.CLOCK_REALTIME, 0) or "clock")
        attempt("device", lambda: os.mknod("/tmp/disk", 0o60600, os.makedev(8, 0)) or "device")
        """,
        imports="import os, resource, socket, time",
    )


@attack("system")
def calls_rare_system_calls(_: Targets) -> bytes:
    """The system calls that have let code out of a sandbox before."""
    names = {
        "bpf": 321, "userfaultfd": 323, "keyctl": 250, "add_key": 248, "io_uring_setup": 425,
        "perf_event_open": 298, "memfd_create": 319, "shmget": 29, "open_by_handle_at": 304,
        "name_to_handle_at": 303, "kexec_load": 246, "init_module": 175, "personality": 135,
        "modify_ldt": 154, "fanotify_init": 300, "acct": 163, "syslog": 103, "process_madvise": 440,
        "memfd_secret": 447, "mq_open": 240, "msgget": 68, "semget": 64,
    }  # fmt: skip
    return attempts(
        f"""
        for name, number in {names!r}.items():
            if os.uname().machine == "x86_64":
                attempt(name, lambda: numbered(number, 0, 1, 0, 0, 0, 0))
        """,
        imports=SYSCALL,
    )
