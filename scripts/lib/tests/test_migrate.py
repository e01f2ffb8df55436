# SPDX-License-Identifier: Apache-2.0
"""The commands of docs/migrate.md, and those that `hourglass migrate` prints: each is run here."""

import http.server
import json
import os
import pathlib
import re
import subprocess
import threading
from typing import Any

import deploy_settings
from deploying import ROOT, Deployment, stack

HOURGLASS = ROOT / ".build/debug/hourglass"
ROW = {
    "assignment_id": {"S": "1-2#111122223333#arn:aws:sso:::permissionSet/ssoins-1111111111111111/ps-1111111111111111"},
    "user_id": {"S": "1-2"},
    "account_id": {"S": "111122223333"},
    "permission_set_arn": {"S": "arn:aws:sso:::permissionSet/ssoins-1111111111111111/ps-1111111111111111"},
    "expiry_timestamp": {"N": "1700000000"},
}


class AWS(http.server.BaseHTTPRequestHandler):
    """A state table with these rows, and an Identity Center without assignments."""

    rows: list[dict[str, Any]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        scans = self.headers.get("X-Amz-Target", "").endswith(".Scan")
        answer = {"Items": self.rows, "Count": len(self.rows)} if scans else {"AccountAssignments": []}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


def page() -> list[str]:
    """The commands of the page."""
    text = (ROOT / "docs" / "migrate.md").read_text()
    return [line.strip() for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines() if line.strip()]


class Migration(Deployment):
    @classmethod
    def setUpClass(cls):
        if not HOURGLASS.exists():
            subprocess.run(["swift", "build", "--product", "hourglass"], cwd=ROOT, check=True, capture_output=True)
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), AWS)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)

    def setUp(self):
        super().setUp()
        AWS.rows = []
        # As the first deployment has left it.
        (self.root / "samconfig.toml").write_text(
            "version = 0.1\n[default.deploy.parameters]\nstack_name = \"hourglass\"\nresolve_s3 = true\n"
            "parameter_overrides = \"Architecture=\\\"x86_64\\\" AlertEmail=\\\"ops@example.com\\\"\"\n"
        )
        self.answers["describe-stacks"] = stack({"AdoptLegacyRows": "off", "AlertEmail": "ops@example.com"})

    def hourglass(self, *arguments: str) -> tuple[int, str]:
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.root),
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{self.server.server_port}",
        }
        done = subprocess.run([HOURGLASS, *arguments], env=environment, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def printed(self, *arguments: str) -> str:
        """The one command that it prints."""
        status, text = self.hourglass("migrate", *arguments)
        self.assertEqual(status, 0, text)
        commands = [line.strip() for line in text.splitlines() if line.strip().startswith("scripts/")]
        self.assertEqual(len(commands), 1, text)
        return commands[0]

    def told(self, command: str) -> tuple[dict[str, str], list[str]]:
        """The parameters that `sam deploy` is told by a command that somebody runs and answers with yes."""
        words = command.split()
        self.assertEqual(words[0], "scripts/deploy")
        status, printed, told = self.deploy(*words[1:], typed="y\n")
        self.assertEqual(status, 0, printed)
        return deploy_settings.parsed(told[told.index("--parameter-overrides") + 1 :]), told

    def test_the_page_has_the_commands_that_are_printed(self):
        look, begin, end = page()
        self.assertEqual(begin, self.printed("begin"))
        self.assertEqual(end, self.printed("end"))
        status, text = self.hourglass(*look.split()[1:])
        self.assertEqual(status, 0, text)
        self.assertIn("There are no rows", text)

    def test_what_is_printed_switches_adoption_on_and_off_and_loses_no_other_setting(self):
        for words, mode in ((("begin",), "on"), (("end",), "off")):
            for place in ((), ("--stack", "other")):
                found, told = self.told(self.printed(*words, *place))
                self.assertEqual(found["AdoptLegacyRows"], mode)
                # What samconfig.toml has and the command does not name stays as the stack has it.
                self.assertNotIn("AlertEmail", found)
                self.assertEqual(told[told.index("--stack-name") + 1], place[1] if place else "hourglass")

    def test_rows_keep_a_migration_from_ending(self):
        AWS.rows = [ROW]
        for words in (("plan",), ("end",)):
            status, text = self.hourglass("migrate", *words)
            self.assertEqual(status, 6, text)
            self.assertIn("111122223333", text)
            self.assertNotIn("scripts/deploy", text)
