# SPDX-License-Identifier: Apache-2.0
"""Checks the ways into the functions of template.yaml: the functions tell who speaks by the way in, so that each must be
what it is taken for."""

import json
from collections.abc import Iterator
from typing import Any

Resources = dict[str, dict[str, Any]]

# The alias that the functions take for the way in of their URL: see Channel.swift.
URL_ALIAS = "url"
# What a schedule's event is known by: see EventAction.swift.
SCHEDULED = ("aws.events", "Scheduled Event")
URL_RIGHTS = [
    {"Action": "lambda:InvokeFunctionUrl", "FunctionUrlAuthType": "AWS_IAM"},
    {"Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": True},
]


def problems(resources: Resources, functions: list[str]) -> Iterator[str]:
    # Notify has no way in but the stream: see check_notify.
    for name in (it for it in functions if it != "Notify"):
        yield from problems_of_schedule(resources, name)
        # Nobody signs calls of the Gateway for IAM: see check_gateway.
        if name != "Gateway":
            yield from problems_of_url(resources, name)
    for name, alias in of_type(resources, "AWS::Lambda::Alias"):
        yield from problems_of_alias(resources, name, alias)
    for name, permission in of_type(resources, "AWS::Lambda::Permission"):
        yield from problems_of_permission(resources, name, permission)


def of_type(resources: Resources, kind: str) -> list[tuple[str, dict[str, Any]]]:
    return [(name, r["Properties"]) for name, r in resources.items() if r["Type"] == kind]


def aliases(resources: Resources, function: str) -> dict[str, str]:
    """The resources of a function's aliases, by their name."""
    found = of_type(resources, "AWS::Lambda::Alias")
    return {alias["Name"]: name for name, alias in found if alias["FunctionName"] == {"Ref": function}}


def problems_of_schedule(resources: Resources, function: str) -> Iterator[str]:
    properties = resources[function]["Properties"]
    if "AutoPublishAlias" in properties:
        yield f"{function}: its events would come through an alias, and no schedule is believed there"
    events = properties.get("Events", {}).values()
    if not any(event["Type"] == "Schedule" for event in events):
        yield f"{function} has no schedule: nothing would look at what is due"
    inputs = [json.loads(event["Properties"]["Input"]) for event in events if "Input" in event["Properties"]]
    reconciles = [it for it in inputs if it.get("action") == "reconcile"]
    if function == "Revoke" and not reconciles:
        yield "nothing compares the ledger with Identity Center: Revoke has no schedule for it"
    if any((it.get("source"), it.get("detail-type")) != SCHEDULED or "mode" in it for it in reconciles):
        yield "the schedule's reconcile is not marked as a schedule's, which may only compare"


def problems_of_url(resources: Resources, function: str) -> Iterator[str]:
    urls = [
        (name, url)
        for name, url in of_type(resources, "AWS::Lambda::Url")
        if url["TargetFunctionArn"] == {"Fn::GetAtt": f"{function}.Arn"}
    ]
    if len(urls) != 1 or URL_ALIAS not in aliases(resources, function):
        yield f"{function} has not one URL, with an alias for it"
        return
    name, url = urls[0]
    if url.get("AuthType") != "AWS_IAM":
        yield f"{name}: nobody would have to sign"
    if url.get("Qualifier") != URL_ALIAS:
        yield f"{name} comes through another way in than the function takes it for"
    if "Cors" in url:
        yield f"{name}: no web page has a reason to call it"
    alias = {"Ref": aliases(resources, function)[URL_ALIAS]}
    granted = [it for _, it in of_type(resources, "AWS::Lambda::Permission") if it["FunctionName"] == alias]
    for right in URL_RIGHTS:
        if not any(right.items() <= permission.items() for permission in granted):
            yield f"{name}: its callers lack {right['Action']}"


def problems_of_alias(resources: Resources, name: str, alias: dict[str, Any]) -> Iterator[str]:
    if alias["FunctionVersion"] != "$LATEST":
        yield f"{name} would run other code than the other ways in"
    if alias["Name"] == URL_ALIAS:
        return
    # Asynchronous events of an alias are lost unless it says itself where they go.
    kept = [
        config
        for _, config in of_type(resources, "AWS::Lambda::EventInvokeConfig")
        if (config["FunctionName"], config["Qualifier"]) == (alias["FunctionName"], alias["Name"])
    ]
    queue = {"Fn::GetAtt": f"{alias['FunctionName']['Ref']}DeadLetters.Arn"}
    destinations = [it.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination") for it in kept]
    if destinations != [queue]:
        yield f"{name} loses events that fail"


def problems_of_permission(resources: Resources, name: str, permission: dict[str, Any]) -> Iterator[str]:
    if permission["Principal"] != "*" or name.startswith("Gateway"):
        return
    if resources[name].get("Condition") != "HasOrganizationId" or "PrincipalOrgID" not in permission:
        yield f"{name} is for all the world"
    if not any(right.items() <= permission.items() for right in URL_RIGHTS):
        yield f"{name}: whoever may invoke an alias past its URL can say to be anybody"
