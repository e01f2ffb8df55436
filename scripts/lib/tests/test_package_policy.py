# SPDX-License-Identifier: Apache-2.0
"""scripts/package packages no policy that is wrong."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

from deploying import ROOT, SWIFT

STOPPED = 'fail "The test ends here."'


class PackagedPolicy(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for path in ("scripts/package", "scripts/lib/common.sh"):
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, self.root / path)
        # What comes after the check of the policy.
        (self.root / "scripts/lib/package_curl.sh").write_text(f"missing_for_package() {{ {STOPPED}; }}\n")
        (self.root / "Sources/Grant").mkdir(parents=True)
        (self.root / "Sources/Grant/main.swift").write_text("")
        (self.root / "bin").mkdir()

    def package(self, check: int, tests: int) -> str:
        swift = self.root / "bin/swift"
        swift.write_text(SWIFT.format(status=check, tests=tests))
        swift.chmod(0o755)
        done = subprocess.run(
            [self.root / "scripts/package", "Grant"],
            env={"PATH": f"{self.root / 'bin'}:/usr/bin:/bin", "HOME": str(self.root)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        self.assertNotEqual(done.returncode, 0)
        self.assertFalse(list(self.root.glob("dist/*.zip")))
        return done.stdout + done.stderr

    def test_a_policy_with_findings_is_not_packaged(self):
        (self.root / "policy.json").write_text("{}")
        printed = self.package(check=1, tests=0)
        self.assertIn("The policy has findings", printed)
        self.assertNotIn("The test ends here", printed)

    def test_a_policy_that_fails_its_tests_is_not_packaged(self):
        (self.root / "policy.json").write_text("{}")
        (self.root / "policy.tests.json").write_text("{}")
        printed = self.package(check=0, tests=1)
        self.assertIn("does not do what policy.tests.json expects", printed)
        self.assertNotIn("The test ends here", printed)

    def test_a_policy_that_is_right_and_none_at_all_go_on(self):
        for write in (lambda: None, lambda: (self.root / "policy.json").write_text("{}")):
            write()
            self.assertIn("The test ends here", self.package(check=0, tests=1))


if __name__ == "__main__":
    unittest.main()
