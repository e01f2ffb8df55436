# SPDX-License-Identifier: Apache-2.0
"""What the audit table's stream would tell the Gateway, told by looking: the local DynamoDB has no event source mapping."""

import json
import os
import threading
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
                "dynamodb": {"SequenceNumber": str(number), "NewImage": image(item), "StreamViewType": "NEW_IMAGE"},
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
            if self.invoke(event([item])) != {"batchItemFailures": []}:
                break
            self.told.add((item["request_id"], int(item["sequence"])))
            count += 1
        return count

    def invoke(self, payload: dict[str, Any]) -> Any:
        url = f"{self.url}/2015-03-31/functions/Gateway%3A{self.alias}/invocations"
        request = urllib.request.Request(url, data=json.dumps(payload).encode())
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as answer:
            return json.load(answer)


def follow_the_trail(gateway: str, alias: str) -> threading.Event:
    """Tells the Gateway of new audit records by this alias, if the local AWS's settings are in the environment."""
    stop = threading.Event()
    settings = [os.environ.get(name) for name in ("AWS_ENDPOINT_URL", "AWS_REGION", "AUDIT_TABLE")]
    if all(settings):
        invoke_url = gateway.split("/url/")[0]
        threading.Thread(target=follow, args=(*settings, invoke_url, alias, stop), daemon=True).start()
    return stop


def follow(endpoint: str, region: str, table: str, invoke_url: str, alias: str, stop: threading.Event) -> None:
    """Until it is told to stop. What was there before is none of its business."""
    dynamodb = boto3.resource(
        "dynamodb", endpoint_url=endpoint, region_name=region, aws_access_key_id="test", aws_secret_access_key="test"
    )
    stream = Stream(dynamodb.Table(table), invoke_url, alias)
    stream.told = {(it["request_id"], int(it["sequence"])) for it in stream.news()}
    while not stop.wait(1.0):
        try:
            stream.tell()
        except OSError as error:
            print(f"The audit trail could not be told: {error}", flush=True)
