# SPDX-License-Identifier: Apache-2.0
"""Writes a zip whose content is compressed as well as DEFLATE can; Python's zipfile takes no other compressor.

The format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT (version 6.3.10), sections 4.3.7, 4.3.12, 4.3.16.
"""

import pathlib
import stat
import struct
import zipfile
import zlib

import deflate

# libdeflate's most thorough one: an executable of 22 MB takes some seconds.
LEVEL = 12

METHOD_DEFLATED = 8
VERSION_NEEDED = 20  # 2.0, for files in folders and DEFLATE
MADE_BY_UNIX = 3 << 8 | VERSION_NEEDED  # whose modes the attributes hold

# 00:00 on 1 January 1980, the earliest that a zip can say.
TIME, DATE = 0, 1 << 5 | 1


class Damaged(Exception):
    """The archive does not hold what was put into it."""


def write(path: pathlib.Path, files: dict[str, tuple[int, bytes]]) -> None:
    """`files` is name to mode and content. They are all owned by root in Lambda, whatever a zip says."""
    written = bytearray()
    directory = bytearray()
    for name, (mode, content) in sorted(files.items()):
        compressed = bytes(deflate.deflate_compress(content, LEVEL))
        # What the entry and its copy in the directory have in common.
        common = struct.pack(
            "<HHHHHIIIHH",
            VERSION_NEEDED, 0, METHOD_DEFLATED, TIME, DATE,
            zlib.crc32(content), len(compressed), len(content), len(name.encode("ascii")), 0,
        )
        attributes = (stat.S_IFREG | mode) << 16
        directory += struct.pack("<4sH", b"PK\1\2", MADE_BY_UNIX) + common
        directory += struct.pack("<HHHII", 0, 0, 0, attributes, len(written)) + name.encode("ascii")
        written += b"PK\3\4" + common + name.encode("ascii") + compressed
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(files), len(files), len(directory), len(written), 0)
    path.write_bytes(written + directory + end)
    check(path, files)


def check(path: pathlib.Path, files: dict[str, tuple[int, bytes]]) -> None:
    """Reads everything again with a reader and a decompressor that others wrote."""
    with zipfile.ZipFile(path) as archive:
        if {name: archive.read(name) for name in archive.namelist()} != {name: it[1] for name, it in files.items()}:
            raise Damaged(f"{path} was not written as it should be.")
