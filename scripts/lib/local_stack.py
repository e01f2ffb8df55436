# SPDX-License-Identifier: Apache-2.0
"""The commands of scripts/local-stack: template.yaml deployed to a local AWS in which IAM is enforced."""

import os
import pathlib
import sys

import deployment
import servers
from local_aws import ROOT, LocalAWS, main
from servers import Kind, Server


class Router:
    """The one address of the stack; see router.py."""

    name = "router"
    preferred_port = 4580

    def __init__(self, folder: pathlib.Path, moto: Server, ministack_port: int):
        self.folder = folder
        self.port_file = folder / "router.port"
        self.moto = moto
        self.ministack_port = ministack_port

    def start(self) -> Server:
        self.port_file.unlink(missing_ok=True)
        command = [
            sys.executable,
            str(pathlib.Path(__file__).with_name("router.py")),
            f"--ministack={self.ministack_port}",
            f"--moto={self.moto.port}",
            f"--port={self.preferred_port}",
            f"--port-file={self.port_file}",
        ]
        return servers.spawn(self.name, command, servers.clean_environment(), self.preferred_port, self.folder)

    def is_ready(self, server: Server) -> bool:
        if not self.port_file.exists():
            return False
        server.port = int(self.port_file.read_text())
        return True


class LocalStack(LocalAWS):
    """moto, a router in front, and MiniStack, into which the template is deployed."""

    name = "local stack"
    script = "scripts/local-stack"
    server_count = 3

    def start_servers(self) -> list[Server]:
        ministack_port = servers.free_port(servers.MiniStack.preferred_port)

        def router(started: list[Server]) -> list[Kind]:
            return [Router(self.folder, started[0], ministack_port)]

        def ministack(started: list[Server]) -> list[Kind]:
            settings = {
                "AUTH": "true",
                # The functions inherit these two. MiniStack does not set what Lambda's logging configuration sets.
                "AWS_ENDPOINT_URL": started[1].url,
                "AWS_LAMBDA_LOG_FORMAT": "JSON",
            }
            return [servers.MiniStack(self.folder, ministack_port, settings)]

        return servers.start_all(self.record, lambda _: [servers.Moto(self.folder)], router, ministack)

    def seed(self, moto: Server, router: Server, ministack: Server) -> None:
        import seed

        instance_arn, identity_store_id = seed.seed_directory(moto.url)
        seed.seed_roles(seed.client("iam", router.url))
        deployment.deploy(router.url, self.folder)
        outputs = deployment.outputs(router.url)
        inbox = seed.subscribe_inbox(
            seed.client("sns", router.url), seed.client("sqs", router.url), outputs["AlertTopicArn"]
        )
        self.write_env(
            {
                "AWS_REGION": servers.REGION,
                "AWS_DEFAULT_REGION": servers.REGION,
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_SESSION_TOKEN": "",
                "AWS_ENDPOINT_URL": router.url,
                "HOURGLASS_STACK": deployment.STACK,
                "HOURGLASS_GRANT": outputs["GrantFunction"],
                "HOURGLASS_REVOKE": outputs["RevokeFunction"],
                "STATE_TABLE": outputs["StateTable"],
                "AUDIT_TABLE": outputs["AuditTable"],
                "HOURGLASS_TEST_INSTANCE_ARN": instance_arn,
                "HOURGLASS_TEST_IDENTITY_STORE_ID": identity_store_id,
                "HOURGLASS_TEST_ALERT_QUEUE_URL": inbox,
            }
        )


if __name__ == "__main__":
    chosen = os.environ.get("HOURGLASS_LOCAL_STACK_DIR")
    folder = os.path.abspath(chosen) if chosen else str(ROOT / ".local-aws-stack")
    sys.exit(main(LocalStack, folder, ["start", "stop", "status", "env"]))
