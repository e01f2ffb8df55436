# SPDX-License-Identifier: Apache-2.0
"""The proof that scripts/test-stack gives of ServiceNow's way in, added to a stack with Slack: it is there with its key
only, what is signed with that is asked by ServiceNow's alias, and work notes have a reading of the audit table of their
own."""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import sys
import time
from typing import Any

import deployment
from prove_slack import INVOKE, call, confine, prove
from prove_stack import claim, until
from slack_event import EVENTS
from stack import Stack

KEY = "0123456789abcdef0123456789abcdef"


def signed(name: str, key: str = KEY) -> dict[str, Any]:
    """A call as ServiceNow makes it now."""
    event = json.loads((EVENTS / f"{name}.json").read_text())
    timestamp, http = str(int(time.time())), event["requestContext"]["http"]
    text = f"v1:{timestamp}:{http['method']}:{http['path']}:".encode() + base64.b64decode(event.get("body", ""))
    signature = hmac.new(key.encode(), text, hashlib.sha256).hexdigest()
    event["headers"] |= {"x-hourglass-timestamp": timestamp, "x-hourglass-signature": f"v1={signature}"}
    return event


def add(stack: Stack) -> Stack:
    status, body = call(stack, signed("servicenow-request"))
    claim(status == 404, "without ServiceNow's key its door is not there", body)
    secrets = stack.client("secretsmanager")
    arns = [
        secrets.create_secret(Name=name, SecretString=json.dumps(secret))["ARN"]
        for name, secret in (
            ("proof/servicenow-signing", {"signing_key": KEY}),
            ("proof/servicenow", {"username": "hourglass", "password": "proof"}),
        )
    ]
    folder = pathlib.Path(os.environ["HOURGLASS_LOCAL_STACK_DIR"]).absolute()
    deployment.deploy(
        stack.endpoint,
        folder,
        # Nobody is there: nothing is granted for a ticket here, and no note is written.
        {
            "ServiceNowSigningSecretArn": arns[0],
            "ServiceNowInstance": "https://127.0.0.1:9",
            "ServiceNowSecretArn": arns[1],
        },
    )
    return Stack(stack.endpoint, stack.name, deployment.outputs(stack.endpoint, stack.name))


def ask(stack: Stack) -> None:
    status, body = call(stack, signed("servicenow-request", "guessed-guessed-guessed"))
    claim(status == 401, "a call that is signed with another key is refused", body)
    event = signed("servicenow-request")
    status, body = call(stack, event)
    claim(status == 202 and "RITM0010042" in body, "a signed one goes into the queue", body)
    status, body = call(stack, event)
    claim(status == 401, "and is refused when it comes again", body)
    status, body = call(stack, signed("servicenow-status"))
    claim(status == 200, "its status can be read", body)

    def is_answered() -> bool:
        return "last_status_code" in call(stack, signed("servicenow-status"))[1]

    until(60, is_answered)
    claim(is_answered(), "Grant answers it by ServiceNow's alias, for whom the policy has no word yet")


def hear(stack: Stack) -> None:
    variables = stack.function("Notify")["Environment"]["Variables"]
    aliases = sorted(value.rsplit(":", 1)[-1] for name, value in variables.items() if name.endswith("_NOTICES_ALIAS_ARN"))
    claim(aliases == ["events", "tickets"], "Notify hands records to people and to tickets, each by an alias", aliases)


def claims(stack: Stack) -> None:
    ask(stack)
    hear(stack)
    confine(stack, servicenow=INVOKE)


if __name__ == "__main__":
    sys.exit(prove(add, claims))
