# SPDX-License-Identifier: Apache-2.0
"""An almost empty file system with a function's zip in it, and programs that run in there.

Mounts are made without being undone: the process must have a mount namespace of its own, which ends with it.
"""

import pathlib
import stat
import subprocess
import sys
import zipfile

# Lambda's own user has no rights either, and is not the owner of the files.
NOBODY = 65534

LAUNCHER = """#!{python} -IS
import os
os.chroot({root!r})
os.chdir("/var/task")
os.setgroups([])
os.setgid({nobody})
os.setuid({nobody})
os.environ["LAMBDA_TASK_ROOT"] = "/var/task"
# The policy in the zip is the one that counts.
os.environ.pop("POLICY_FILE", None)
os.execv("/var/task/bootstrap", ["/var/task/bootstrap"])
"""


class Root:
    """What Lambda gives at least: /proc, /tmp, /etc/resolv.conf and /dev/null, and the function's files."""

    def __init__(self, folder: pathlib.Path, archive: pathlib.Path, name_server: str):
        self.path = folder
        self.task = folder / "var/task"
        for name in ("proc", "dev", "etc", "tmp", "var/task"):
            (folder / name).mkdir(parents=True)
        (folder / "tmp").chmod(0o1777)
        (folder / "etc/resolv.conf").write_text(f"nameserver {name_server}\n")
        (folder / "dev/null").touch()
        mount("--bind", "/dev/null", folder / "dev/null")
        mount("--rbind", "/proc", folder / "proc")
        unpack(archive, self.task)

    def launcher(self) -> pathlib.Path:
        """A program that becomes the function, in here."""
        path = self.path.with_name(f"{self.path.name}-launcher")
        path.write_text(LAUNCHER.format(python=sys.executable, root=str(self.path), nobody=NOBODY))
        path.chmod(0o755)
        return path

    def write(self, name: str, content: bytes) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def unpack(archive: pathlib.Path, folder: pathlib.Path) -> None:
    """With the modes that the zip says, as Lambda does it."""
    with zipfile.ZipFile(archive) as opened:
        for entry in opened.infolist():
            path = pathlib.Path(opened.extract(entry, folder))
            path.chmod(stat.S_IMODE(entry.external_attr >> 16))


def mount(*arguments: object) -> None:
    subprocess.run(["mount", *map(str, arguments)], check=True)
