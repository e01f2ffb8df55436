# SPDX-License-Identifier: Apache-2.0
"""The commands of scripts/local-aws. That script makes the virtual environment and then runs this in it."""

import argparse
import contextlib
import fcntl
import os
import pathlib
import shlex
import sys
import time
import urllib.request
from collections.abc import Iterator

import servers
from servers import Server, ServerError

ROOT = pathlib.Path(__file__).resolve().parents[2]
FUNCTIONS = f"arn:aws:lambda:{servers.REGION}:123456789012:function"
NOT_RUNNING = 3  # as `systemctl status` says it


class LocalAWS:
    """The two emulators, seeded. What has more servers or other contents is a subclass."""

    name = "local AWS"
    script = "scripts/local-aws"
    server_count = 2

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.record = folder / "servers.json"
        self.env_file = folder / "env"

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """One command at a time: two starts at once must not make two of each server."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def servers(self) -> list[Server]:
        return servers.load(self.record)

    def is_running(self) -> bool:
        found = self.servers()
        return len(found) == self.server_count and all(server.is_running() for server in found) and self.env_file.exists()

    def start(self) -> bool:
        """Starts and seeds it. False if it was running already."""
        with self.lock():
            if self.is_running():
                return False
            self.end_servers()
            started = self.start_servers()
            try:
                self.seed(*started)
            except BaseException:
                self.end_servers()
                raise
            return True

    def start_servers(self) -> list[Server]:
        return servers.start_all(self.record, lambda _: [servers.MiniStack(self.folder), servers.Moto(self.folder)])

    def stop(self) -> bool:
        """False if nothing was running."""
        with self.lock():
            return self.end_servers()

    def reset(self) -> None:
        """Forgets everything and seeds anew; ports stay."""
        with self.lock():
            if not self.is_running():
                raise self.not_running()
            ministack, moto = self.servers()
            post(f"{ministack.url}/_ministack/reset")
            post(f"{moto.url}/moto-api/reset")
            self.seed(ministack, moto)

    def end_servers(self) -> bool:
        # First: nobody may take what is about to end for running.
        self.env_file.unlink(missing_ok=True)
        ended = servers.stop(self.servers())
        self.record.unlink(missing_ok=True)
        return ended

    def seed(self, ministack: Server, moto: Server) -> None:
        # boto3 takes most of a second to import, which `status` and `stop` need not spend.
        import seed

        seeded = seed.seed(ministack.url, moto.url)
        values = {
            # What the functions read.
            "AWS_REGION": servers.REGION,
            "AWS_DEFAULT_REGION": servers.REGION,  # boto3 and the AWS CLI read this one
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_SESSION_TOKEN": "",
            "AWS_ENDPOINT_URL": ministack.url,
            "AWS_ENDPOINT_URL_SSO_ADMIN": moto.url,
            "AWS_ENDPOINT_URL_IDENTITYSTORE": moto.url,
            "AWS_ENDPOINT_URL_ORGANIZATIONS": moto.url,
            "STATE_TABLE": seeded.state_table,
            "AUDIT_TABLE": seeded.audit_table,
            "ALERT_TOPIC_ARN": seeded.alert_topic_arn,
            "SEAL_KEY": seeded.seal_key,
            # What the Gateway reads besides.
            "GATEWAY_TABLE": "jit-access-gateway",
            "SLACK_SECRET_ID": seed.SLACK_SECRET,
            "SLACK_CHANNEL": "C0APPROVERS",
            "GRANT_ALIAS_ARN": f"{FUNCTIONS}:Grant:slack",
            "REVOKE_ALIAS_ARN": f"{FUNCTIONS}:Revoke:slack",
            "SERVICENOW_SIGNING_SECRET": seed.SERVICENOW_SIGNING_SECRET,
            "SERVICENOW_GRANT_ALIAS_ARN": f"{FUNCTIONS}:Grant:servicenow",
            "SERVICENOW_REVOKE_ALIAS_ARN": f"{FUNCTIONS}:Revoke:servicenow",
            # What the tests and the demo read besides.
            "HOURGLASS_TEST_AWS_ENDPOINT_URL": ministack.url,
            "HOURGLASS_TEST_SSO_ENDPOINT_URL": moto.url,
            "HOURGLASS_TEST_ORGANIZATIONS_ENDPOINT_URL": moto.url,
            "HOURGLASS_TEST_INSTANCE_ARN": seeded.instance_arn,
            "HOURGLASS_TEST_IDENTITY_STORE_ID": seeded.identity_store_id,
            "HOURGLASS_TEST_ALERT_QUEUE_URL": seeded.alert_queue_url,
            "HOURGLASS_TEST_SEAL_KEY": seeded.seal_key,
            "HOURGLASS_TEST_PYTHON": sys.executable,
        }
        self.write_env(values)

    def write_env(self, values: dict[str, str]) -> None:
        draft = self.env_file.with_suffix(".draft")
        draft.write_text("".join(f"{key}={shlex.quote(value)}\n" for key, value in values.items()))
        draft.rename(self.env_file)

    def not_running(self) -> ServerError:
        return ServerError(f"The {self.name} is not running. Start it: {self.script} start")


def post(url: str) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    opener.open(urllib.request.Request(url, data=b"", method="POST"), timeout=20).close()


def describe(local: LocalAWS) -> None:
    for server in local.servers():
        state = "running" if server.is_running() else "ended"
        print(f"  {server.name:<10} {server.url:<24} {state}, pid {server.pid}, log {shown(server.log)}")


def shown(path: str | pathlib.Path) -> str:
    """Relative to where the caller is, if that is shorter."""
    return min(str(path), os.path.relpath(path), key=len)


def run(command: str, local: LocalAWS) -> int:
    match command:
        case "start":
            began = time.monotonic()
            if local.start():
                print(f"The {local.name} is ready after {time.monotonic() - began:.1f} s.")
            else:
                print(f"The {local.name} is running already.")
            describe(local)
            print(f"  its settings are in {shown(local.env_file)}")
        case "stop":
            print(f"The {local.name} has stopped." if local.stop() else f"The {local.name} was not running.")
        case "reset":
            local.reset()
            print(f"The {local.name} is as it was when it started.")
        case "status":
            if not local.is_running():
                print(local.not_running())
                describe(local)
                return NOT_RUNNING
            print(f"The {local.name} is running.")
            describe(local)
        case "env":
            if not local.is_running():
                raise local.not_running()
            for line in local.env_file.read_text().splitlines():
                print(f"export {line}")
    return 0


def main(kind: type[LocalAWS], folder: str, commands: list[str]) -> int:
    """Runs the command of the command line on the one whose folder is given, relative to the repository."""
    parser = argparse.ArgumentParser(prog=kind.script)
    parser.add_argument("command", choices=commands)
    arguments = parser.parse_args()
    try:
        return run(arguments.command, kind((ROOT / folder).absolute()))
    except ServerError as error:
        print(f"{kind.script}: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    chosen = os.environ.get("HOURGLASS_LOCAL_AWS_DIR")
    sys.exit(
        main(
            LocalAWS,
            os.path.abspath(chosen) if chosen else ".local-aws",
            ["start", "stop", "status", "reset", "env"],
        )
    )
