# SPDX-License-Identifier: Apache-2.0
"""Checks what no linter can know of template.yaml: that the two functions have opposite halves of the power, that the
audit table can only be added to, that losing the ledger takes more than deleting the stack, and that trouble is heard
of."""

import fnmatch
import sys
from collections.abc import Iterator
from typing import Any

import check_channels
import check_gateway
import check_ledger
import check_notify
import check_operations
import check_roles
import template
from iam_policy import listed
from role_statements import statements

CREATE, DELETE = "sso:CreateAccountAssignment", "sso:DeleteAccountAssignment"
MANAGED = "hourglass:managed"
FILL_SETS = {"sso:AttachManagedPolicyToPermissionSet", "sso:PutInlinePolicyToPermissionSet"}
# What Grant fills are permission sets of requests; what Revoke writes fences into are others that are tagged for it.
FENCE_SETS = {
    "sso:DeleteInlinePolicyFromPermissionSet",
    "sso:GetInlinePolicyForPermissionSet",
    "sso:ProvisionPermissionSet",
    "sso:PutInlinePolicyToPermissionSet",
}
REQUEST = "hourglass:request"
CREATE_SET, DELETE_SET = "sso:CreatePermissionSet", "sso:DeletePermissionSet"
SURVEY = "sso:ListAccountsForProvisionedPermissionSet"
# IAM knows no resource for these.
WITHOUT_RESOURCE = (["sso:ListInstances"], ["organizations:DescribeOrganization"], ["organizations:ListAccounts"])
# The functions that change nobody's access.
OTHERS = {"Gateway": check_gateway.problems, "Notify": check_notify.problems}


def allows(statement: dict[str, Any], action: str) -> bool:
    return statement["Effect"] == "Allow" and any(
        fnmatch.fnmatchcase(action.lower(), pattern.lower()) for pattern in listed(statement["Action"])
    )


def problems(definition: dict[str, Any]) -> Iterator[str]:
    resources = definition["Resources"]
    functions = {name: r for name, r in resources.items() if r["Type"] == "AWS::Serverless::Function"}
    if set(functions) != {"Grant", "Revoke", "Gateway", "Notify"}:
        yield f"the functions are {sorted(functions)}: say here what each may do"

    roles = {name: function["Properties"]["Role"]["Fn::GetAtt"].split(".")[0] for name, function in functions.items()}
    if len(set(roles.values())) != len(roles):
        yield "two functions share a role"
    for name, role in roles.items():
        granted = statements(resources, role)
        if checks := OTHERS.get(name):
            yield from checks(resources, granted)
        else:
            yield from problems_of_role(name, granted)
    for name, resource in resources.items():
        # The Gateway's table holds nothing that anybody's access hangs on.
        if resource["Type"] == "AWS::DynamoDB::Table" and name != "GatewayTable":
            yield from problems_of_table(name, resource)
    if "ReservedConcurrentExecutions" in definition["Globals"]["Function"]:
        yield "all functions reserve concurrency"
    for condition, parameter in (
        ("ReservesForRevoke", "RevokeReservedConcurrency"),
        ("CapsGateway", "GatewayMaximumConcurrency"),
    ):
        if definition["Conditions"].get(condition) != {"Fn::Not": [{"Fn::Equals": [{"Ref": parameter}, "0"]}]}:
            yield f"{condition} does not ask whether {parameter} is 0, which would stop the function"
    yield from check_roles.problems(definition, roles)
    yield from check_ledger.problems(definition)
    yield from check_operations.problems(resources, sorted(functions))
    yield from check_channels.problems(resources, sorted(functions))


def problems_of_role(function: str, granted: list[dict[str, Any]]) -> Iterator[str]:
    own, other = (CREATE, DELETE) if function == "Grant" else (DELETE, CREATE)
    if any(allows(statement, other) for statement in granted):
        yield f"{function} may call {other}"
    if not any(allows(statement, own) for statement in granted):
        yield f"{function} may not call {own}"
    if any(allows(statement, SURVEY) for statement in granted) != (function == "Revoke"):
        yield f"{SURVEY} is for Revoke, which reconciles, and for nobody else: {function}"
    for statement in granted:
        actions = listed(statement["Action"])
        # What denies takes nothing too much: see check_roles.
        if statement["Effect"] == "Deny":
            continue
        if any("*" in action for action in actions):
            yield f"{function}: a wildcard among the actions {actions}"
        if "*" in listed(statement["Resource"]) and actions not in WITHOUT_RESOURCE:
            yield f'{function}: {actions} on "*"'
        yield from problems_of_custom_sets(function, statement, actions)
        yield from problems_of_iam(function, statement, actions)


def problems_of_iam(function: str, statement: dict[str, Any], actions: list[str]) -> Iterator[str]:
    """Whoever may change the roles and the provider of Identity Center can be anybody in that account: a function may have that
    done by Identity Center with its rights, and do none of it itself."""
    changes = sorted(it for it in actions if it.startswith("iam:") and not it.startswith(("iam:Get", "iam:List")))
    via = statement.get("Condition", {}).get("Bool", {}).get("aws:ViaAWSService")
    if changes and str(via).lower() != "true":
        yield f"{function} may itself change what signs people in: {', '.join(changes)}"


def problems_of_custom_sets(function: str, statement: dict[str, Any], actions: list[str]) -> Iterator[str]:
    """Permission sets that others look after are out of reach: only the tag tells them from those made for requests."""
    condition = statement.get("Condition", {}).get("StringEquals", {})
    request_is_absent = statement.get("Condition", {}).get("Null", {}).get(f"aws:ResourceTag/{REQUEST}")
    names_sets = "permissionSet/" in str(statement["Resource"])
    if "sso:TagResource" in actions:
        yield f"{function} may tag permission sets, and so make any of them look like its own"
    changed = (FILL_SETS | FENCE_SETS | {DELETE_SET}).intersection(actions)
    if changed and names_sets and condition.get(f"aws:ResourceTag/{MANAGED}") != "true":
        yield f"{function} may call {sorted(changed)} for permission sets that are not its own"
    is_fence = function == "Revoke" and bool(FENCE_SETS.intersection(actions))
    if changed and names_sets and request_is_absent != ("true" if is_fence else "false"):
        kind = "that were made for requests" if is_fence else "that were not made for a request"
        yield f"{function} may call {sorted(changed)} for permission sets {kind}"
    if CREATE_SET in actions and names_sets and condition.get(f"aws:RequestTag/{MANAGED}") != "true":
        yield f"{function} may create permission sets without the tag that tells that they are its own"
    own = FILL_SETS | {CREATE_SET} if function == "Grant" else FENCE_SETS | {DELETE_SET}
    foreign = ((FILL_SETS | FENCE_SETS | {CREATE_SET, DELETE_SET}) - own).intersection(actions)
    if foreign:
        yield f"{function} has the other function's rights to permission sets: {sorted(foreign)}"


def problems_of_table(name: str, resource: dict[str, Any]) -> Iterator[str]:
    properties = resource["Properties"]
    wanted = {
        "DeletionPolicy": resource.get("DeletionPolicy") == "Retain",
        "UpdateReplacePolicy": resource.get("UpdateReplacePolicy") == "Retain",
        "DeletionProtectionEnabled": properties.get("DeletionProtectionEnabled") is True,
        "PointInTimeRecoverySpecification": properties.get("PointInTimeRecoverySpecification")
        == {"PointInTimeRecoveryEnabled": True},
        "SSESpecification": properties.get("SSESpecification", {}).get("SSEEnabled") is True,
    }
    if "TimeToLiveSpecification" in properties:
        yield f"{name}: DynamoDB would delete items when their time is up, and access would then not end"
    for attribute, holds in wanted.items():
        if not holds:
            yield f"{name} lacks {attribute}"


def main() -> int:
    found = list(problems(template.load()))
    for problem in found:
        print(f"template.yaml: {problem}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
