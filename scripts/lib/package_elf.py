# SPDX-License-Identifier: Apache-2.0
"""Makes an executable ready to be shipped: stripped, the same bytes wherever it was built, smaller, and checked."""

import pathlib
import platform
import struct
import subprocess
import tempfile

MACHINES = {62: "x86_64", 183: "arm64"}

PT_DYNAMIC, PT_INTERP = 2, 3


class NotShippable(Exception):
    """The executable is not what may be shipped."""


class Elf:
    """A 64-bit little-endian ELF file, which is what both of Lambda's architectures use."""

    def __init__(self, data: bytes):
        self.data = bytearray(data)
        if self.data[:6] != b"\x7fELF\x02\x01":
            raise NotShippable("It is no 64-bit ELF file.")
        self.machine = MACHINES.get(self.number("H", 0x12), "unknown")

    def number(self, form: str, offset: int) -> int:
        return struct.unpack_from("<" + form, self.data, offset)[0]

    def program_header_types(self) -> set[int]:
        start, size, count = self.number("Q", 0x20), self.number("H", 0x36), self.number("H", 0x38)
        return {self.number("I", start + index * size) for index in range(count)}

    def sections(self) -> dict[str, tuple[int, int, int]]:
        """Name to address, offset and size."""
        start, size = self.number("Q", 0x28), self.number("H", 0x3A)
        count, names_index = self.number("H", 0x3C), self.number("H", 0x3E)
        names = self.number("Q", start + names_index * size + 0x18)
        found = {}
        for header in range(start, start + count * size, size):
            name = names + self.number("I", header)
            text = self.data[name : self.data.index(0, name)].decode()
            found[text] = tuple(self.number("Q", header + field) for field in (0x10, 0x18, 0x20))
        return found

    def clear(self, name: str) -> None:
        if name in (sections := self.sections()):
            _, offset, size = sections[name]
            self.data[offset : offset + size] = bytes(size)

    def hide_unwind_information(self, keep: list[range]) -> None:
        """Leaves only the unwind information of functions at the addresses in `keep`.

        It takes 2.6 of 20 MB, and 0.7 of 8 in the zip, and nothing here unwinds: Swift and C do not throw through
        frames. What may is glibc's pthread_exit, which aborts if it cannot unwind the unwinder itself, and is content
        to find nothing above that.

        A run of entries is hidden as one entry that no other refers to (a CIE, which has the id 0), so that no address
        changes.
        """
        address, offset, size = self.sections()[".eh_frame"]
        end, position, run, kept = offset + size, offset, offset, 0

        def hide(until: int) -> None:
            if until - run >= 8:
                self.data[run:until] = struct.pack("<II", until - run - 4, 0) + bytes(until - run - 8)

        while position < end and (length := self.number("I", position)) != 0:
            if length == 0xFFFFFFFF:
                raise NotShippable("Its .eh_frame is larger than 4 GB.")
            after = position + 4 + length
            # Debian's and Swift's compilers write addresses relative to their own place, in four bytes.
            code = address + position - offset + 8 + self.number("i", position + 8)
            is_common_part = self.number("I", position + 4) == 0
            is_kept = not is_common_part and any(code in addresses for addresses in keep)
            kept += is_kept
            if is_common_part or is_kept:
                hide(position)
                run = after
            position = after
        hide(position)
        if kept != len(keep):
            raise NotShippable(f"Unwind information was found for {kept} of {len(keep)} functions.")
        # The index to what is hidden now; without a version it is not used.
        self.clear(".eh_frame_hdr")


def symbols(executable: pathlib.Path) -> list[tuple[int, int, str]]:
    """Address, size and name of what has all three."""
    lines = run("nm", "--print-size", str(executable)).splitlines()
    fields = [line.split() for line in lines]
    return [(int(parts[0], 16), int(parts[1], 16), parts[3]) for parts in fields if len(parts) == 4]


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def check(elf: Elf, names: list[str], machine: str) -> None:
    """What must be true of every function."""
    if elf.machine != machine:
        raise NotShippable(f"It is built for {elf.machine}, not for {machine}.")
    if elf.program_header_types() & {PT_DYNAMIC, PT_INTERP}:
        raise NotShippable("It is not static: Lambda's image need not have the shared libraries it asks for.")
    # Foundation's part that needs ICU, which makes an executable four times as large.
    if any(name.startswith(("icudt", "$s30FoundationInternationalization", "$s10Foundation")) for name in names):
        raise NotShippable("It contains Foundation with ICU: import FoundationEssentials instead.")


def machine_here() -> str:
    return {"aarch64": "arm64"}.get(platform.machine(), platform.machine())


def shippable(executable: pathlib.Path) -> Elf:
    """The executable as it is shipped. The given one is not changed: it is there to find the functions' names in."""
    found = symbols(executable)
    with tempfile.TemporaryDirectory() as folder:
        stripped = pathlib.Path(folder) / "bootstrap"
        run("strip", "--strip-all", "-o", str(stripped), str(executable))
        elf = Elf(stripped.read_bytes())
    check(elf, [name for _, _, name in found], machine_here())
    unwinder = [range(address, address + size) for address, size, name in found if name.startswith("_Unwind_")]
    elf.hide_unwind_information(keep=unwinder)
    # Digests that the compiler keeps for itself, of its options too, in which there are paths.
    elf.clear(".swift_modhash")
    return elf
