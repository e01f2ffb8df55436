# SPDX-License-Identifier: Apache-2.0
"""What scripts/fuzz and scripts/test make of their arguments before they build anything."""

import pathlib
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]


def run(*command: str) -> tuple[int, str]:
    """The status, and what was printed."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


class Arguments(unittest.TestCase):
    def test_help_is_the_comment_at_the_top(self):
        for script, word in [("scripts/fuzz", "--seconds 60"), ("scripts/test", "--sanitize thread")]:
            status, printed = run(script, "--help")
            self.assertEqual(status, 0)
            self.assertIn(word, printed)

    def test_what_is_not_known_is_refused_with_what_is(self):
        for command, words in [
            (["scripts/fuzz", "--seconds", "0"], "--seconds needs a whole number"),
            (["scripts/fuzz", "--seconds"], "--seconds needs a whole number"),
            (["scripts/fuzz", "--seed", "one"], "--seed needs a whole number"),
            (["scripts/fuzz", "--minutes"], "There is no option --minutes"),
            (["scripts/test", "--sanitize", "memory"], "--sanitize takes thread or address"),
            (["scripts/test", "--sanitize"], "--sanitize takes thread or address"),
        ]:
            status, printed = run(*command)
            self.assertEqual(status, 1, command)
            self.assertIn(words, printed)


if __name__ == "__main__":
    unittest.main()
