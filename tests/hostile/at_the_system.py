"""Attacks on the machine, its memory, its processes, its network and the sandbox around."""

from __future__ import annotations

from tests.hostile._attack import MARK, Targets, attack, on_call, on_import


@attack("system")
def loops_for_ever(_: Targets) -> bytes:
    """An endless loop."""
    return on_call("while True:\n    pass")


@attack("system")
def sleeps(_: Targets) -> bytes:
    """Sleeps for an hour."""
    return on_import("import time\ntime.sleep(3600)")


@attack("system")
def takes_four_gigabytes(_: Targets) -> bytes:
    """Four gigabytes, touched page by page."""
    return on_import(
        """
            hoard = []
            for _ in range(64):
                hoard.append(bytearray(64 * 1024 * 1024))
        """
    )


@attack("system")
def shares_memory_among_processes(_: Targets) -> bytes:
    """Many processes, each within its limit, that take gigabytes together."""
    return on_call(
        """
            import os, time
            for _ in range(12):
                if os.fork() == 0:
                    hoard = bytearray(300 * 1024 * 1024)
                    hoard[::4096] = b'x' * len(hoard[::4096])
                    time.sleep(60)
                    os._exit(0)
            time.sleep(60)
        """
    )


@attack("system")
def forks_without_end(_: Targets) -> bytes:
    """A fork bomb."""
    return on_import(
        """
            import os
            while True:
                try:
                    os.fork()
                except OSError:
                    pass
        """
    )


@attack("system")
def starts_threads_without_end(_: Targets) -> bytes:
    """Threads until there are no more."""
    return on_import(
        """
            import threading, time
            while True:
                threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        """
    )


@attack("system")
def writes_ten_gigabytes(_: Targets) -> bytes:
    """Ten gigabytes of files, wherever anything can be written."""
    return on_call(
        f"""
            import os, time
            for folder in ('/tmp', '/dev/shm', '/app', '/run', '/', '/var/tmp', '.'):
                for number in range(200):
                    try:
                        with open(f'{{folder}}/{MARK}-{{number}}', 'wb') as file:
                            for _ in range(50):
                                file.write(b'x' * 1_000_000)
                    except OSError:
                        pass
            return total, 0
        """
    )


@attack("system")
def opens_files_without_end(_: Targets) -> bytes:
    """Descriptors, pipes and links until there are no more."""
    return on_import(
        f"""
            import os
            try:
                while True:
                    os.pipe()
            except OSError:
                os.closerange(10, 256)
            for number in range(30_000):
                try:
                    os.symlink('/etc/passwd', f'/tmp/{MARK}-{{number}}')
                except OSError:
                    break
        """
    )


@attack("system")
def kills_everyone(_: Targets) -> bytes:
    """Kills the parent, the room, the group and every number there is."""
    return on_import(
        """
            import os, signal
            for target in [os.getppid(), 0, -1, *range(2, 5000)]:
                for number in (signal.SIGTERM, signal.SIGKILL):
                    try:
                        if target not in (0, os.getpid()):
                            os.kill(target, number)
                    except OSError:
                        pass
        """
    )


@attack("system")
def stops_everyone(_: Targets) -> bytes:
    """Stops whatever it can name, and itself."""
    return on_import(
        """
            import os, signal
            for target in [os.getppid(), -1, *range(1, 5000), 0]:
                try:
                    os.kill(target, signal.SIGSTOP)
                except OSError:
                    pass
            os.killpg(0, signal.SIGSTOP)
        """
    )


DAEMON = f"""
import time
while True:
    for folder in ("/tmp", "/app", "/sockets", "FOLDER"):
        try:
            open(folder + "/{MARK}", "a").close()
        except OSError:
            pass
    time.sleep(0.05)
"""

CHATTER = """
import os
for descriptor in range(3, 256):
    try:
        os.write(descriptor, (8).to_bytes(4, "big") + b"[10, 10]")
    except OSError:
        pass
"""


@attack("system")
def leaves_daemons(targets: Targets) -> bytes:
    """Forks twice, leaves its session and its group, and waits for the next submission."""
    daemon = DAEMON.replace("FOLDER", str(targets.folder))
    return on_import(
        f"""
        import os, signal, sys
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
                os.execv(sys.executable, ["{MARK}-daemon", "-c", {daemon!r}])
            os._exit(0)
        """
    )


@attack("system")
def becomes_another_program(_: Targets) -> bytes:
    """Replaces the process by a shell or another interpreter that keeps every descriptor."""
    return on_import(
        f"""
        import os, sys
        for descriptor in range(3, 256):
            try:
                os.set_inheritable(descriptor, True)
            except OSError:
                pass
        for program in ("/bin/sh", "/usr/bin/env", sys.executable):
            try:
                os.execv(program, [program, "-c", {CHATTER!r}])
            except OSError:
                pass
        """
    )


@attack("system")
def waits_with_the_answer(_: Targets) -> bytes:
    """A child holds the channel open and the process ends: whoever waits for the end waits for ever."""
    return on_import(
        """
            import os, time
            if os.fork() == 0:
                time.sleep(3600)
            os._exit(0)
        """
    )


@attack("system")
def maps_and_locks(_: Targets) -> bytes:
    """Shared, locked and file-backed memory that a limit on one process does not count."""
    return on_call(
        """
            import mmap, os, time
            hoard = []
            for path in ('/dev/shm/a', '/tmp/a', '/dev/zero', None):
                try:
                    if path is None:
                        hoard.append(mmap.mmap(-1, 900 * 1024 * 1024))
                    else:
                        file = os.open(path, os.O_RDWR | os.O_CREAT)
                        path != '/dev/zero' and os.truncate(file, 900 * 1024 * 1024)
                        hoard.append(mmap.mmap(file, 900 * 1024 * 1024))
                    hoard[-1][::4096] = b'x' * (900 * 256)
                except (OSError, ValueError):
                    pass
            return total, 0
        """
    )
