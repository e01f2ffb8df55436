# SPDX-License-Identifier: Apache-2.0
"""Checks how far the roles of template.yaml are narrowed: what whoever took a function or its role over still could not do.
docs/decisions/roles-narrowed-where-it-stops-a-thief.md says why, and why others are not made."""

import json
from collections.abc import Iterator
from typing import Any

from iam_policy import listed
from role_statements import statements

Statement = dict[str, Any]

CREATE = "sso:CreateAccountAssignment"
TAGS = ["hourglass:managed", "hourglass:request"]
# ForAllValues holds where there is no key at all, so each demands that there is one.
OWN_SOURCE = {"ForAllValues:StringEquals": {"events:source": "hourglass"}, "Null": {"events:source": "false"}}
OWN_TAGS = {
    "StringEquals": {f"aws:RequestTag/{TAGS[0]}": "true"},
    "ForAllValues:StringEquals": {"aws:TagKeys": TAGS},
    "Null": {f"aws:RequestTag/{TAGS[1]}": "false", "aws:TagKeys": "false"},
}
OWN_ACCOUNT = {"Fn::Sub": "arn:${AWS::Partition}:sso:::account/${AWS::AccountId}"}
HOME = {"Home": {"Fn::If": ["HasIdentityCenterRegion", {"Ref": "IdentityCenterRegion"}, {"Ref": "AWS::Region"}]}}
THROUGH_IDENTITY_CENTER = {
    "StringEquals": {
        "kms:ViaService": [{"Fn::Sub": [f"{it}.${{Home}}.amazonaws.com", HOME]} for it in ("sso", "identitystore")]
    }
}
THROUGH_SNS = {"StringEquals": {"kms:ViaService": {"Fn::Sub": "sns.${AWS::Region}.amazonaws.com"}}}
IN_ORGANIZATION = {"Fn::If": ["HasOrganizationId", {"Fn::Sub": "${OrganizationId}/*"}, "*"]}
# The organization has no ARN that these could be asked for.
WITHOUT_RESOURCE = {"organizations:DescribeOrganization", "organizations:ListAccounts"}


def problems(definition: dict[str, Any], roles: dict[str, str]) -> Iterator[str]:
    """`roles`: the name of each function's role."""
    resources = definition["Resources"]
    for function, role in roles.items():
        granted = statements(resources, role)
        for statement in granted:
            yield from problems_of_statement(function, statement)
        if not any(it == only_from(function) for it in granted):
            yield f"{function}'s rights are those of any function that is given its role"
    yield from problems_of_own_account(definition, roles["Grant"])
    for function in ("Grant", "Revoke"):
        yield from problems_of_key(resources, function, roles[function])


def only_from(function: str) -> Statement:
    own = [{"Fn::GetAtt": f"{function}.Arn"}, {"Fn::Sub": f"${{{function}.Arn}}:*"}]
    return {
        "Sid": "NoOtherFunction",
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        # Without the key it does not hold: what Lambda itself calls has none.
        "Condition": {
            "ArnNotLike": {"lambda:SourceFunctionArn": own},
            "Null": {"lambda:SourceFunctionArn": "false"},
        },
    }


def problems_of_statement(function: str, statement: Statement) -> Iterator[str]:
    if statement["Effect"] == "Deny":
        return
    actions, condition = listed(statement["Action"]), statement.get("Condition")
    if "events:PutEvents" in actions and condition != OWN_SOURCE:
        yield f"{function} may tell the bus of events in the name of others"
    if "sso:CreatePermissionSet" in actions and "permissionSet/" in json.dumps(statement["Resource"]) and condition != OWN_TAGS:
        yield f"{function} may make permission sets with other tags than those of a request"
    if any(it.startswith("kms:") for it in actions) and condition not in (THROUGH_SNS, THROUGH_IDENTITY_CENTER):
        yield f"{function} may use a key by itself: {actions}"
    if any(it.startswith("organizations:") for it in actions) and not WITHOUT_RESOURCE.issuperset(actions):
        for resource in listed(statement["Resource"]):
            if not is_in_organization(resource):
                yield f"{function} may call {actions} in any organization, although OrganizationId may be known"


def is_in_organization(resource: Any) -> bool:
    if not isinstance(resource, dict) or not isinstance(resource.get("Fn::Sub"), list):
        return False
    text, variables = resource["Fn::Sub"]
    return text.endswith("/${Organization}") and variables == {"Organization": IN_ORGANIZATION}


def behind(resources: dict[str, Any], role: str, name: str) -> tuple[str | None, list[Statement]]:
    """A policy of a role and the condition it is there with; None without one."""
    for policy in resources[role]["Properties"]["Policies"]:
        condition, inner = policy["Fn::If"][:2] if "Fn::If" in policy else (None, policy)
        if inner["PolicyName"] == name:
            return condition, inner["PolicyDocument"]["Statement"]
    return None, []


def problems_of_own_account(definition: dict[str, Any], role: str) -> Iterator[str]:
    condition, found = behind(definition["Resources"], role, "KeepOwnAccount")
    denies = [it for it in found if it["Effect"] == "Deny" and it["Action"] == CREATE and it["Resource"] == OWN_ACCOUNT]
    if not any("Condition" not in it for it in denies) or condition != "KeepsOwnAccount":
        yield "Grant may lend the account that the functions are in, whatever the parameters say"
    wanted = [{"Fn::Equals": [{"Ref": it}, "false"]} for it in ("LendInOwnAccount", "LendInManagementAccount")]
    if definition["Conditions"].get("KeepsOwnAccount") != {"Fn::And": wanted}:
        yield "KeepsOwnAccount does not ask whether the account may be lent"
    for parameter in ("LendInOwnAccount", "LendInManagementAccount"):
        if definition["Parameters"][parameter]["Default"] != "false":
            yield f"{parameter} is not false where nobody says so"


def problems_of_key(resources: dict[str, Any], function: str, role: str) -> Iterator[str]:
    """Across accounts a key is used only where the role's own policy allows it too; and of no use but through its services."""
    condition, found = behind(resources, role, "IdentityCenterKey")
    rights = [(it["Action"], it["Resource"], it.get("Condition")) for it in found]
    if (condition, rights) != (
        "HasIdentityCenterKey",
        [("kms:Decrypt", {"Ref": "IdentityCenterKeyArn"}, THROUGH_IDENTITY_CENTER)],
    ):
        yield f"{function} cannot use the key of Identity Center, or more than that"
