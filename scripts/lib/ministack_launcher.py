# SPDX-License-Identifier: Apache-2.0
"""Serves MiniStack, with what it leaves out:

* Where it brings a DynamoDB stream to a function, with ReportBatchItemFailures an answer that names a failed record makes the
  batch come again. MiniStack heeds that for queues, and takes every batch of a stream that was answered for done. (AWS begins
  with the failed record; here all of the batch comes again, which whoever is told at least once must bear too.)
* The condition keys of each item that a call of DynamoDB writes: see item_calls. With AUTH=true MiniStack asks them of the
  policies of whoever calls, as IAM does.
* The sources of the events of a call of EventBridge, and whose a function's credentials are, which Lambda says in them: the
  keys events:source and lambda:SourceFunctionArn.
* SimulatePrincipalPolicy heeds ContextEntries.
* The id of a role follows from its name, so that an event that is made locally can name its caller without asking.
* Without AUTH=true, what the template says of a function that names itself by its access key: see table_guard.
"""

import json
import re
import threading
from typing import Any

import item_calls
import table_guard
from ministack.app import main
from ministack.core import iam_actions, iam_evaluator, responses
from ministack.services import dynamodb, iam, lambda_svc, sts

ONE_VALUE = {"dynamodb:EnclosingOperation", "dynamodb:ReturnValues", "dynamodb:Select"}
CREDENTIAL = re.compile(r"Credential=([^/,]+)/")


class ItemARN(str):
    """The table of an item of a transaction, or the bus of an event, with what there is to ask about it."""

    context: dict[str, list[str]]


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


def tell_items_apart_as_iam_does() -> None:
    enforce = iam_evaluator.enforce

    def transaction_checks(action: str, body: bytes, region: str, account: str) -> list[tuple[str, str]]:
        operation = action.split(":", 1)[1]
        if operation not in ("TransactWriteItems", "TransactGetItems"):
            return []
        found = []
        for call in item_calls.of_body(operation, body):
            arn = ItemARN(call.arn(region, account))
            arn.context = call.context
            found.append((call.action, arn))
        return found

    def service_context(body: bytes) -> dict[str, list[str]]:
        request = json.loads(body or b"{}")
        if not isinstance(request, dict) or "TableName" not in request:
            return {}
        return item_calls.item_call("", request, item_calls.hash_key).context

    def enforce_item(*arguments: Any, **named: Any) -> Any:
        if isinstance(arn := named.get("resource_arn"), ItemARN):
            named["service_context"] = arn.context
        if function := function_of(arguments[0] if arguments else named.get("access_key_id", "")):
            named["service_context"] = (named.get("service_context") or {}) | {"lambda:SourceFunctionArn": function}
        # A key with one value is compared as text, one with several value by value.
        named["service_context"] = {
            key: value[0] if key in ONE_VALUE and isinstance(value, list) else value
            for key, value in (named.get("service_context") or {}).items()
        }
        return enforce(*arguments, **named)

    iam_actions.dynamodb_transaction_checks = transaction_checks
    iam_actions.dynamodb_service_context = service_context
    iam_evaluator.enforce = enforce_item


def function_of(access_key: str) -> str | None:
    """Whose credentials these are; None if not a function's. Those that STS gives have the id of a role, and not its name."""
    session = sts._sessions.get(access_key) or {}
    role, _, name = str(session.get("Arn", "")).partition("/")[2].partition("/")
    if not role or session.get("UserId") != f"{role}:{name}":
        return None
    return lambda_svc._func_arn(name)


def tell_events_apart_as_iam_does() -> None:
    buses = iam_actions.eventbridge_resource_arns

    def buses_with_sources(body: bytes, region: str, account: str) -> list[str]:
        found = [ItemARN(it) for it in buses(body, region, account)]
        if found:
            sources = {str(it.get("Source")) for it in json.loads(body)["Entries"] if isinstance(it, dict)}
            for arn in found:
                arn.context = {"events:source": sorted(sources)}
        return found

    iam_actions.eventbridge_resource_arns = buses_with_sources


def simulate_with_context() -> None:
    simulate, evaluate = iam._simulate_principal_policy, iam_evaluator.evaluate
    asked = threading.local()

    def simulate_principal(parameters: dict[str, Any]) -> Any:
        asked.context = context_entries(parameters)
        try:
            return simulate(parameters)
        finally:
            asked.context = {}

    def evaluate_asked(context: Any, *policies: Any) -> Any:
        context.service_context = context.service_context | getattr(asked, "context", {})
        return evaluate(context, *policies)

    iam_evaluator.evaluate = evaluate_asked
    replace_handler("SimulatePrincipalPolicy", simulate, simulate_principal)
    iam._simulate_principal_policy = simulate_principal


def context_entries(parameters: dict[str, Any]) -> dict[str, Any]:
    found, number = {}, 1
    while name := iam._p(parameters, f"ContextEntries.member.{number}.ContextKeyName"):
        values: list[str] = []
        while value := iam._p(parameters, f"ContextEntries.member.{number}.ContextKeyValues.member.{len(values) + 1}"):
            values.append(value)
        found[name.lower()] = values[0] if len(values) == 1 else values
        number += 1
    return found


def replace_handler(name: str, old: Any, new: Any) -> None:
    for handlers in vars(iam).values():
        if isinstance(handlers, dict) and handlers.get(name) is old:
            handlers[name] = new


def hold_functions_to_the_template() -> None:
    handle = dynamodb.handle_request

    async def guarded(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Any:
        credential = CREDENTIAL.search(headers.get("authorization", ""))
        denial = table_guard.denial(credential.group(1) if credential else "", headers.get("x-amz-target", ""), body)
        if denial:
            return responses.error_response_json("AccessDeniedException", denial, 400)
        return await handle(method, path, headers, body, query)

    dynamodb.handle_request = guarded


def name_roles_by_their_names() -> None:
    """As LocalLambda's FunctionURLEvent does: FNV-1a of the name, in base 36."""
    create = iam._create_role

    def create_role(parameters: dict[str, Any]) -> Any:
        answer = create(parameters)
        name = iam._p(parameters, "RoleName")
        if role := iam._roles.get(name):
            identifier = role_id(name)
            if isinstance(answer, tuple) and len(answer) == 3 and isinstance(answer[2], bytes):
                answer = (*answer[:2], answer[2].replace(role["RoleId"].encode(), identifier.encode()))
            role["RoleId"] = identifier
        return answer

    iam._create_role = create_role
    replace_handler("CreateRole", create, create_role)


def role_id(name: str) -> str:
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    digits = ""
    while value:
        value, digit = divmod(value, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + digits
    return "AROA" + digits.rjust(17, "0")


if __name__ == "__main__":
    name_roles_by_their_names()
    bring_streams_as_lambda_does()
    tell_items_apart_as_iam_does()
    tell_events_apart_as_iam_does()
    simulate_with_context()
    hold_functions_to_the_template()
    main()
