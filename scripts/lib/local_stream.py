# SPDX-License-Identifier: Apache-2.0
"""What Notify would hand to the Gateway of new records, told by looking: MiniStack brings streams to the functions that it
runs itself (see scripts/test-stack), and `hourglass serve` is none of them."""

import json
import os
import threading
import urllib.parse
import urllib.request
from typing import Any

import boto3


def image(item: dict[str, Any]) -> dict[str, dict[str, str]]:
    """A record as DynamoDB writes it; every attribute is a string or a whole number."""
    return {name: {"S": value} if isinstance(value, str) else {"N": str(value)} for name, value in item.items()}


def event(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "Records": [
            {
                "eventName": "INSERT",
                "eventSource": "aws:dynamodb",
                "dynamodb": {"SequenceNumber": str(number), "NewImage": image(item), "StreamViewType": "NEW_AND_OLD_IMAGES"},
            }
            for number, item in enumerate(items, 1)
        ]
    }


class Stream:
    """Tells of each record once, in the order of its request; what the Gateway could not tell it is told again."""

    def __init__(self, table: Any, invoke_url: str, alias: str = "events"):
        self.table, self.url, self.alias = table, invoke_url, alias
        self.told: set[tuple[str, int]] = set()

    def news(self) -> list[dict[str, Any]]:
        items = self.table.scan(ConsistentRead=True)["Items"]
        fresh = [it for it in items if (it["request_id"], int(it["sequence"])) not in self.told]
        return sorted(fresh, key=lambda it: (it["timestamp"], it["request_id"], it["sequence"]))

    def tell(self) -> int:
        """How many were told."""
        count = 0
        for item in self.news():
            if self.invoke(event([item])) != {}:
                break
            self.told.add((item["request_id"], int(item["sequence"])))
            count += 1
        return count

    def invoke(self, payload: dict[str, Any]) -> Any:
        return invoke(self.url, f"Gateway:{self.alias}", payload)


def invoke(url: str, function: str, payload: dict[str, Any]) -> Any:
    """What a function answers to `hourglass serve`."""
    target = f"{url}/2015-03-31/functions/{urllib.parse.quote(function, safe='')}/invocations"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(target, data=json.dumps(payload).encode()), timeout=60) as answer:
        return json.load(answer)


def of_what_comes(invoke_url: str, alias: str = "events") -> Stream:
    """A stream of the records that are written from now on. What was there before is none of its business."""
    stream = Stream(boto3.resource("dynamodb").Table(os.environ["AUDIT_TABLE"]), invoke_url, alias)
    stream.told = {(it["request_id"], int(it["sequence"])) for it in stream.news()}
    return stream


def follow_the_trail(gateway: str, alias: str) -> threading.Event:
    """Tells the Gateway of new audit records by this alias, if the local AWS's settings are in the environment."""
    stop = threading.Event()
    if all(os.environ.get(name) for name in ("AWS_ENDPOINT_URL", "AWS_REGION", "AUDIT_TABLE")):
        invoke_url = gateway.split("/url/")[0]
        threading.Thread(target=follow, args=(invoke_url, alias, stop), daemon=True).start()
    return stop


def follow(invoke_url: str, alias: str, stop: threading.Event) -> None:
    """Tells of what comes until it is told to stop."""
    stream = of_what_comes(invoke_url, alias)
    while not stop.wait(1.0):
        try:
            stream.tell()
        except OSError as error:
            print(f"The audit trail could not be told: {error}", flush=True)
