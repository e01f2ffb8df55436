# SPDX-License-Identifier: Apache-2.0
"""Stands in front of the tables of the local AWS and holds each function to the template's own statements, with the keys by
which these tell items and attributes apart. Who calls is told by the access key, which a test gives each function."""

import item_calls
import iam_policy
import role_statements
from servers import ACCOUNT_ID, REGION

# The access key of a function: ROLEGRANT for Grant. Any other is the local administrator's.
PREFIX = "ROLE"
FUNCTIONS = {f"{PREFIX}{name.upper()}": name for name in role_statements.FUNCTIONS}


def denial(access_key: str, target: str, body: bytes) -> str | None:
    """What IAM would say to a call that is not allowed; None if it is."""
    function = FUNCTIONS.get(access_key)
    if function is None or not target.startswith(item_calls.TARGET):
        return None
    statements = role_statements.of_function(function)
    # Lambda says in a function's credentials whose they are.
    caller = {"lambda:SourceFunctionArn": [f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:hourglass-{function}"]}
    for call in item_calls.of_body(target, body):
        arn = call.arn(REGION, ACCOUNT_ID)
        if not iam_policy.is_allowed(statements, call.action, arn, call.context | caller):
            return f"User: {function}Role is not authorized to perform: {call.action} on resource: {arn} ({call.context})"
    return None
