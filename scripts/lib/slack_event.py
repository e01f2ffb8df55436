# SPDX-License-Identifier: Apache-2.0
"""A command as the Gateway's URL gets it from Slack, signed now."""

import base64
import json
import pathlib
import time
import urllib.parse
from typing import Any

import local_slack

EVENTS = pathlib.Path(__file__).resolve().parents[2] / "events"


def signed(text: str, secret: str = local_slack.SIGNING_SECRET) -> dict[str, Any]:
    event = json.loads((EVENTS / "slack-command.json").read_text())
    form = dict(urllib.parse.parse_qsl(base64.b64decode(event["body"]).decode(), keep_blank_values=True))
    body = urllib.parse.urlencode(form | {"text": text}).encode()
    timestamp = str(int(time.time()))
    event["body"] = base64.b64encode(body).decode()
    event["headers"] |= {
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": local_slack.sign(body, timestamp, secret),
    }
    return event
