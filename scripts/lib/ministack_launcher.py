# SPDX-License-Identifier: Apache-2.0
"""Serves MiniStack, with the two things that it leaves out where it brings a DynamoDB stream to a function:

* A mapping to an alias invokes that alias. MiniStack invokes what the alias stands for, and the function is told its ARN
  without the alias; the Gateway believes a stream only if it comes by the alias that nobody else may invoke.
* With ReportBatchItemFailures an answer that names a failed record makes the batch come again. MiniStack heeds that for
  queues, and takes every batch of a stream that was answered for done. (AWS begins with the failed record; here all of
  the batch comes again, which whoever is told at least once must bear too.)
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
    find = lambda_svc._get_func_record_for_qualifier
    execute = lambda_svc._execute_function
    polling = threading.local()

    def poll_streams() -> bool:
        polling.now = True
        try:
            return poll()
        finally:
            polling.now = False

    def find_by_alias(name: str, qualifier: str | None) -> tuple[Any, Any]:
        record, config = find(name, qualifier)
        if record is None or not qualifier or not getattr(polling, "now", False):
            return record, config
        # As MiniStack's own Invoke does it.
        arn = f"{lambda_svc._func_arn(name)}:{qualifier}"
        record = dict(record) | {"config": dict(record["config"]) | {"FunctionArn": arn}}
        return record, record["config"]

    def execute_whole(function: dict[str, Any], event: Any, *more: Any, **named: Any) -> dict[str, Any]:
        result = execute(function, event, *more, **named)
        if getattr(polling, "now", False) and is_partly_failed(result):
            failure = {"errorType": "BatchItemFailures", "errorMessage": "A record is to come again."}
            return result | {"error": True, "body": failure}
        return result

    lambda_svc._poll_dynamodb_streams = poll_streams
    lambda_svc._get_func_record_for_qualifier = find_by_alias
    lambda_svc._execute_function = execute_whole


if __name__ == "__main__":
    bring_streams_as_lambda_does()
    main()
