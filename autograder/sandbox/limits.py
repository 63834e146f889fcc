"""What one case, one room and one sandbox may take."""

from __future__ import annotations

from dataclasses import asdict, dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True)
class Limits:
    """Bounds in bytes, counts and seconds; the defaults fit the course's exercises several times over.

    Arguments:
        data_bytes: private memory of one process.
        address_bytes: address space of one process (threads reserve much of it).
        file_bytes: largest file.
        open_files: descriptors of one process.
        processes: processes and threads of one room together.
        cpu_seconds: processor time of one process.
        tmp_bytes: all of a case's /tmp.
        shared_bytes: all of a case's /dev/shm.
        tree_bytes: all of a room's tree, bytecode included.
        room_bytes: memory of one room's processes together, over what they share with the warm parent.
        sandbox_bytes: the same for all rooms together.
        answer_bytes: body of one HTTP answer.
        header_bytes: head of one HTTP answer.
        result_bytes: JSON that a program returns.
        output_bytes: what a case may print.
        room_seconds: for a room to be made; then the warm parent counts as stopped, and a new one is started.
    """

    data_bytes: int = 512 * MIB
    address_bytes: int = 2 * GIB
    file_bytes: int = 16 * MIB
    open_files: int = 256
    processes: int = 128
    cpu_seconds: int = 60
    tmp_bytes: int = 64 * MIB
    shared_bytes: int = 16 * MIB
    tree_bytes: int = 32 * MIB
    room_bytes: int = 1 * GIB
    sandbox_bytes: int = 4 * GIB
    answer_bytes: int = 1 * MIB
    header_bytes: int = 64 * KIB
    result_bytes: int = 4 * MIB
    output_bytes: int = 1 * MIB
    room_seconds: int = 10

    def as_numbers(self) -> dict[str, int]:
        """The limits by name, for the far side of the channel."""
        return asdict(self)
