# SPDX-License-Identifier: Apache-2.0
"""Serves MiniStack, with what it leaves out where it brings a DynamoDB stream to a function: with ReportBatchItemFailures an
answer that names a failed record makes the batch come again. MiniStack heeds that for queues, and takes every batch of a
stream that was answered for done. (AWS begins with the failed record; here all of the batch comes again, which whoever is
told at least once must bear too.)
"""

import json
import threading
from typing import Any

from ministack.app import main
from ministack.services import lambda_svc


def is_partly_failed(result: dict[str, Any]) -> bool:
    body = result.get("body")
    try:
        answer = json.loads(body) if isinstance(body, str | bytes) else body
    except ValueError:
        return False
    return isinstance(answer, dict) and bool(answer.get("batchItemFailures"))


def bring_streams_as_lambda_does() -> None:
    poll = lambda_svc._poll_dynamodb_streams
    execute = lambda_svc._execute_function
    polling = threading.local()

    def poll_streams() -> bool:
        polling.now = True
        try:
            return poll()
        finally:
            polling.now = False

    def execute_whole(function: dict[str, Any], event: Any, *more: Any, **named: Any) -> dict[str, Any]:
        result = execute(function, event, *more, **named)
        if getattr(polling, "now", False) and is_partly_failed(result):
            failure = {"errorType": "BatchItemFailures", "errorMessage": "A record is to come again."}
            return result | {"error": True, "body": failure}
        return result

    lambda_svc._poll_dynamodb_streams = poll_streams
    lambda_svc._execute_function = execute_whole


if __name__ == "__main__":
    bring_streams_as_lambda_does()
    main()
