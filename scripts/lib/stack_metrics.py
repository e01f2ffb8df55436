# SPDX-License-Identifier: Apache-2.0
"""Which metrics a deployed stack watches, and which its functions have written."""

import json
from typing import Any

from stack import Stack

NAMESPACE = "Hourglass"
Metric = tuple[str, str]  # its name, and the function that writes it


def unwritten(stack: Stack, alarms: list[dict[str, Any]]) -> set[Metric]:
    """What is watched and nobody writes: an alarm on it would never tell anything."""
    return (alarmed(alarms) | shown(stack)) - written(stack)


def alarmed(alarms: list[dict[str, Any]]) -> set[Metric]:
    return {
        (alarm["MetricName"], dimension["Value"])
        for alarm in alarms
        if alarm["Namespace"] == NAMESPACE
        for dimension in alarm["Dimensions"]
        if dimension["Name"] == "FunctionName"
    }


def shown(stack: Stack) -> set[Metric]:
    """On the dashboard."""
    body = stack.client("cloudwatch").get_dashboard(DashboardName=stack.outputs["Dashboard"])["DashboardBody"]
    rows = [row for widget in json.loads(body)["widgets"] for row in widget["properties"]["metrics"]]
    # The others are expressions, which are objects, and metrics of AWS.
    return {(row[1], row[3]) for row in rows if row[0] == NAMESPACE}


def written(stack: Stack) -> set[Metric]:
    """In the embedded metric format, in the functions' logs."""
    found: set[Metric] = set()
    functions = ("Grant", "Revoke", *(["Gateway"] if "GatewayFunction" in stack.outputs else []))
    for name in functions:
        pages = stack.client("logs").get_paginator("filter_log_events").paginate(
            logGroupName=f"/aws/lambda/{stack.name}-{name}"
        )
        for event in (event for page in pages for event in page["events"]):
            if '"_aws"' in event["message"]:
                line = json.loads(event["message"])
                for definition in line["_aws"]["CloudWatchMetrics"]:
                    found |= {(metric["Name"], line["FunctionName"]) for metric in definition["Metrics"]}
    return found
