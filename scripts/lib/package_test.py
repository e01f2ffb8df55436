# SPDX-License-Identifier: Apache-2.0
"""Runs the packaged functions in an almost empty file system; scripts/test-package prepares what that needs."""

import argparse
import contextlib
import io
import json
import os
import pathlib
import re
import subprocess
import time
import unittest
import urllib.parse

import ledger
import package_root
import package_tls
import show

HOURGLASS = os.environ["HOURGLASS_COMMAND"]
ENVIRONMENT = pathlib.Path(os.environ["HOURGLASS_LOCAL_AWS_DIR"]) / "env"
ROOT = pathlib.Path(__file__).resolve().parents[2]
# An empty folder; what is mounted there is gone when this process is.
FOLDER = pathlib.Path(os.environ["HOURGLASS_EMPTY_FOLDER"])
USER = "ada@example.com"
HOST = "dynamodb.example"
LARGEST_MEMORY = 25.0

NAMES = package_tls.NameServer()

# Whoever reads this has no hash and no cipher any more.
WITHOUT_ALGORITHMS = b"""openssl_conf = all
[all]
providers = providers
[providers]
base = base
[base]
activate = 1
"""


def setUpModule() -> None:
    package_root.mount("-t", "tmpfs", "-o", "mode=0755", "tmpfs", FOLDER)


class Invocation:
    """What came of one: the exit status of `hourglass invoke`, the answer, and all that was logged."""

    def __init__(self, launcher: pathlib.Path, function: str, event: str, options: list[str]):
        command = [HOURGLASS, "invoke", function, str(ROOT / "events" / event), "--executable", str(launcher)]
        command += ["--local-env", str(ENVIRONMENT), "--timeout", "30", *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        self.status, self.log = done.returncode, done.stderr
        self.answer = ledger.answer(done.stdout) or {}
        self.output = done.stdout

    @property
    def memory(self) -> float:
        return float(re.search(r"peak memory ([0-9.]+) MB", self.log)[1])

    def __str__(self) -> str:
        return f"status {self.status}\n{self.output}\n{self.log}"


class Packaged(unittest.TestCase):
    def root(self, function: str) -> package_root.Root:
        folder = FOLDER / f"{len(list(FOLDER.iterdir()))}-{function}"
        return package_root.Root(folder, ROOT / "dist" / f"{function}.zip", NAMES.address)

    def invoke(self, root: package_root.Root, function: str, event: str, *options: str) -> Invocation:
        return Invocation(root.launcher(), function, event, list(options))

    def sweep(self, root: package_root.Root, **variables: str) -> Invocation:
        options = [part for name, value in variables.items() for part in ("--env", f"{name}={value}")]
        return self.invoke(root, "Revoke", "revoke-schedule.json", *options)


class EmptyRoot(Packaged):
    def test_it_grants_and_revokes(self):
        grant, revoke = self.root("Grant"), self.root("Revoke")
        held = sorted(str(path.relative_to(grant.path)) for path in grant.path.iterdir())
        self.assertEqual(held, ["dev", "etc", "proc", "tmp", "var"])

        granted = self.invoke(grant, "Grant", "grant.json", "--unset", "duration_hours", "--set", "duration=PT15S")
        self.assertEqual(granted.answer.get("statusCode"), 200, granted)
        self.assertLessEqual(granted.memory, LARGEST_MEMORY, granted)
        expires = time.time() + 15
        self.assert_assignments(1)

        early = self.sweep(revoke)
        if time.time() < expires - 1:
            self.assertEqual((early.answer.get("statusCode"), early.answer.get("revoked_count")), (200, 0), early)
            self.assert_assignments(1)

        time.sleep(max(0.0, expires + 1.5 - time.time()))
        late = self.sweep(revoke)
        self.assertEqual((late.answer.get("statusCode"), late.answer.get("error_count")), (200, 0), late)
        self.assert_assignments(0)

    def assert_assignments(self, count: int) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            show.show_assignments(argparse.Namespace(user=USER, expect=count))

    def test_a_bad_setting_is_an_init_error_that_names_it(self):
        root = self.root("Grant")
        for name, value in (("MAX_DURATION_HOURS", "soon"), ("AWS_CA_BUNDLE", "/var/task/none.pem")):
            with self.subTest(name):
                failed = self.invoke(root, "Grant", "grant.json", "--env", f"{name}={value}")
                self.assertEqual(failed.status, 2, failed)
                self.assertIn(f"Runtime.InvalidConfiguration: {name} must", failed.log)

    def test_the_gateway_answers_a_signed_command_and_no_other(self):
        root = self.root("Gateway")
        answered = self.invoke(root, "Gateway", "slack-command.json", "--sign")
        self.assertEqual(answered.status, 0, answered)
        self.assertIn("ephemeral", answered.output)
        self.assertLessEqual(answered.memory, LARGEST_MEMORY, answered)
        refused = self.invoke(root, "Gateway", "slack-command.json", "--alias", "url")
        self.assertEqual((refused.status, refused.answer.get("statusCode")), (1, 401), refused)

    def test_notify_hears_a_batch(self):
        heard = self.invoke(self.root("Notify"), "Notify", "audit-stream.json")
        self.assertEqual((heard.status, heard.answer), (0, {}), heard)
        self.assertLessEqual(heard.memory, LARGEST_MEMORY, heard)

    def test_it_says_what_it_was_built_with(self):
        versions = json.loads((self.root("Revoke").task / "versions.json").read_text())
        self.assertEqual(sorted(versions), ["architecture", "c-ares", "ca-certificates", "libcurl", "openssl", "swift"])
        self.assertNotIn("unknown", versions.values())
        self.assertTrue(all(versions.values()))


class TLS(Packaged):
    """A sweep whose table is behind TLS, under a name that only /etc/resolv.conf leads to."""

    def setUp(self):
        self.authority, self.stranger = package_tls.Authority("Test Authority"), package_tls.Authority("A Stranger")
        self.front = self.serve(HOST)
        self.revoke = self.root("Revoke")

    def serve(self, certified: str) -> package_tls.TLSFront:
        upstream = urllib.parse.urlsplit(os.environ["AWS_ENDPOINT_URL"])
        front = package_tls.TLSFront(self.authority.server_context(certified, FOLDER), (upstream.hostname, upstream.port))
        self.addCleanup(front.close)
        return front

    def sweep_over_tls(self, front: package_tls.TLSFront, **variables: str) -> Invocation:
        url = f"https://{HOST}:{front.port}"
        return self.sweep(self.revoke, AWS_ENDPOINT_URL_DYNAMODB=url, AWS_MAX_ATTEMPTS="1", **variables)

    def assert_reached(self, swept: Invocation, front: package_tls.TLSFront) -> None:
        self.assertEqual(swept.answer.get("statusCode"), 200, swept)
        # The first call uses the connection that INIT has opened; calls beside it need more.
        self.assertEqual(front.connections[0][:2], ["GET / HTTP/1.1", "POST / HTTP/1.1"], swept)

    def assert_refused(self, swept: Invocation, front: package_tls.TLSFront, why: str) -> None:
        self.assertEqual(swept.status, 1, swept)
        self.assertGreaterEqual(swept.answer.get("statusCode", 0), 500, swept)
        self.assertIn(why, swept.log)
        self.assertEqual(front.connections, [], "nothing may be sent to a server that is not known")

    def test_the_authorities_of_AWS_CA_BUNDLE_are_trusted(self):
        self.revoke.write("var/task/own.pem", self.authority.pem)
        # Relative to the function's folder, as a file in the zip can be named.
        for path in ("/var/task/own.pem", "own.pem"):
            with self.subTest(path):
                self.front = self.serve(HOST)
                self.assert_reached(self.sweep_over_tls(self.front, AWS_CA_BUNDLE=path), self.front)
        self.assertIn(HOST, NAMES.asked)

    def test_only_those_of_AWS_CA_BUNDLE_are_trusted(self):
        self.revoke.write("var/task/other.pem", self.stranger.pem)
        self.revoke.write("etc/pki/tls/certs/ca-bundle.crt", self.authority.pem)
        swept = self.sweep_over_tls(self.front, AWS_CA_BUNDLE="/var/task/other.pem")
        self.assert_refused(swept, self.front, "unable to get local issuer certificate")

    def test_a_certificate_for_another_host_is_refused(self):
        self.revoke.write("var/task/own.pem", self.authority.pem)
        front = self.serve("another.example")
        swept = self.sweep_over_tls(front, AWS_CA_BUNDLE="/var/task/own.pem")
        self.assert_refused(swept, front, f"no alternative certificate subject name matches target host name '{HOST}'")

    def test_an_authority_that_nobody_knows_is_refused(self):
        self.assert_refused(self.sweep_over_tls(self.front), self.front, "unable to get local issuer certificate")

    def test_the_image_s_authorities_are_trusted_where_it_has_some(self):
        self.revoke.write("etc/pki/tls/certs/ca-bundle.crt", self.authority.pem)
        self.assert_reached(self.sweep_over_tls(self.front), self.front)

    def test_the_zip_s_authorities_are_trusted_where_the_image_has_none(self):
        bundle = self.revoke.task / "certificates/all.pem"
        bundle.write_bytes(bundle.read_bytes() + self.authority.pem)
        self.assert_reached(self.sweep_over_tls(self.front), self.front)

    def test_a_configuration_of_openssl_changes_nothing(self):
        self.revoke.write("var/task/own.pem", self.authority.pem)
        self.revoke.write("var/task/openssl.cnf", WITHOUT_ALGORITHMS)
        variables = {"AWS_CA_BUNDLE": "own.pem", "OPENSSL_CONF": "/var/task/openssl.cnf"}
        self.assert_reached(self.sweep_over_tls(self.front, **variables), self.front)

    def test_a_server_that_is_not_there_does_not_keep_the_function_from_starting(self):
        self.front.close()
        swept = self.sweep_over_tls(self.front)
        self.assertEqual(swept.status, 1, swept)
        self.assertIn("started in", swept.log)


if __name__ == "__main__":
    unittest.main(verbosity=2)
