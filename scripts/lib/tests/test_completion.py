# SPDX-License-Identifier: Apache-2.0
"""What the hourglass command offers to a shell that completes its words."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
HOURGLASS = ROOT / ".build/debug/hourglass"

# Completes the last of its arguments as bash does after a press of the tabulator.
COMPLETE = """
. "$1"
shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMPREPLY=()
_hourglass hourglass "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


class Completion(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not HOURGLASS.exists():
            subprocess.run(["swift", "build", "--product", "hourglass"], cwd=ROOT, check=True, capture_output=True)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.scripts = pathlib.Path(folder.name)
        for shell in ("bash", "zsh", "fish"):
            script = subprocess.run(
                [HOURGLASS, "--generate-completion-script", shell], check=True, capture_output=True, text=True
            ).stdout
            (cls.scripts / shell).write_text(script)

    def complete(self, *words: str) -> list[str]:
        done = subprocess.run(
            ["bash", "--norc", "-c", COMPLETE, "complete", self.scripts / "bash", "hourglass", *words],
            check=True,
            capture_output=True,
            text=True,
        )
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_each_script_is_one(self):
        for shell in ("bash", "zsh", "fish"):
            # Only bash is sure to be there.
            if shell == "bash" or shutil.which(shell):
                done = subprocess.run([shell, "-n", self.scripts / shell], capture_output=True, text=True)
                self.assertEqual((done.returncode, done.stderr), (0, ""), shell)
            self.assertIn("approve", (self.scripts / shell).read_text())

    def test_commands(self):
        self.assertEqual(self.complete("re"), ["request", "reject", "revoke", "reconcile"])
        self.assertEqual(self.complete("audit", "v"), ["verify"])

    def test_options(self):
        self.assertEqual(self.complete("request", "--just"), ["--justification"])
        self.assertEqual(self.complete("approve", "--dig"), ["--digest"])

    def test_values(self):
        self.assertIn("4h", self.complete("request", "--duration", ""))
        self.assertEqual(self.complete("request", "--permission-set", "Read"), ["ReadOnlyAccess"])
        self.assertEqual(self.complete("list", "a"), ["approvals"])
        self.assertEqual(self.complete("invoke", "Gr"), ["Grant"])


if __name__ == "__main__":
    unittest.main()
