# SPDX-License-Identifier: Apache-2.0
"""What the roles of a deployed stack may do, asked of IAM: every action of the services they have to do with."""

from collections.abc import Iterable
from typing import Any

import botocore.session
import seed
from servers import ACCOUNT_ID, REGION
from stack import Stack

READ_ASSIGNMENTS = {
    "sso:DescribeAccountAssignmentCreationStatus",
    "sso:DescribePermissionSet",
    "sso:ListAccountAssignments",
    "sso:ListInstances",
    "sso:ListPermissionSets",
}
SURVEY = {"sso:ListAccountsForProvisionedPermissionSet"}
LOOK_UP_GROUPS = {"identitystore:GetGroupId", "identitystore:IsMemberInGroups"}
READ_SETS = {"sso:ListTagsForResource", "sso:ListManagedPoliciesInPermissionSet"}
MAKE_SETS = {
    "sso:AttachManagedPolicyToPermissionSet",
    "sso:CreatePermissionSet",
    "sso:PutInlinePolicyToPermissionSet",
}
# On the instance. On permission sets they hang on the tag.
FENCE_SETS = {
    "sso:DeleteInlinePolicyFromPermissionSet",
    "sso:DescribePermissionSetProvisioningStatus",
    "sso:GetInlinePolicyForPermissionSet",
    "sso:ProvisionPermissionSet",
    "sso:PutInlinePolicyToPermissionSet",
}
LOOK_UP_USERS = {"identitystore:GetUserId", "identitystore:DescribeUser"} | LOOK_UP_GROUPS
LOOK_UP_ACCOUNTS = {
    "organizations:DescribeAccount",
    "organizations:ListParents",
    "organizations:ListTagsForResource",
}
# Grant's alone. It knows no resource, so that IAM allows it on any.
LOOK_UP_ORGANIZATION = {"organizations:DescribeOrganization"}
LOOK_UP_UNITS = {"organizations:ListParents", "organizations:DescribeOrganizationalUnit"}
# What IAM allows where nothing tells which item or attribute it is about, so no write at all: see prove_stack.forbid.
STATE = {"dynamodb:GetItem"}

# By function and resource. Nothing else may be allowed, of all actions the service has.
EXPECTED: dict[str, dict[str, set[str]]] = {
    "Grant": {
        "assignment": READ_ASSIGNMENTS | {"sso:CreateAccountAssignment"} | READ_SETS | MAKE_SETS,
        # The rights to change one hang on its tag, which IAM is not told here: so they must not be there.
        "permission-set": READ_ASSIGNMENTS | {"sso:CreateAccountAssignment"} | READ_SETS,
        "state": STATE,
        "due-index": {"dynamodb:Query"},
        "audit": {"dynamodb:Query"},
        "user-index": {"dynamodb:Query"},
        "user": LOOK_UP_USERS,
        "group": LOOK_UP_GROUPS,
        "account": LOOK_UP_ACCOUNTS | LOOK_UP_ORGANIZATION,
        "unit": LOOK_UP_UNITS | LOOK_UP_ORGANIZATION,
        "topic": {"sns:Publish"},
        # Not without a source: see problems_of_conditions.
        "bus": set(),
        "GrantDeadLetters": {"sqs:SendMessage"},
        "RevokeDeadLetters": set(),
        "GrantRole": set(),
    },
    "Revoke": {
        "assignment": READ_ASSIGNMENTS
        | {"sso:DeleteAccountAssignment", "sso:DescribeAccountAssignmentDeletionStatus"}
        | SURVEY
        | {"sso:ListTagsForResource", "sso:DeletePermissionSet"}
        | FENCE_SETS,
        "permission-set": READ_ASSIGNMENTS
        | {"sso:DeleteAccountAssignment", "sso:DescribeAccountAssignmentDeletionStatus"}
        | SURVEY
        | {"sso:ListTagsForResource"},
        "state": STATE | {"dynamodb:Scan"},
        "due-index": {"dynamodb:Query"},
        "audit": {"dynamodb:Query"},
        "user-index": set(),
        "user": LOOK_UP_USERS,
        "group": LOOK_UP_GROUPS,
        "account": LOOK_UP_ACCOUNTS,
        "unit": LOOK_UP_UNITS,
        "topic": {"sns:Publish"},
        "bus": set(),
        "GrantDeadLetters": set(),
        "RevokeDeadLetters": {"sqs:SendMessage"},
        "GrantRole": set(),
    },
}
# IAM actions without an operation of that name.
EXTRA = {"dynamodb": {"ConditionCheckItem"}, "iam": {"PassRole"}}


def actions(service: str, prefix: str) -> list[str]:
    operations = set(botocore.session.get_session().get_service_model(service).operation_names)
    return sorted(f"{prefix}:{name}" for name in operations | EXTRA.get(prefix, set()))


def resources(stack: Stack) -> dict[str, tuple[list[str], list[str]]]:
    """For each resource that is asked about: the actions of its service, and ARNs that must all be allowed."""
    instance = stack.client("sso-admin").list_instances()["Instances"][0]
    permission_set = stack.client("sso-admin").list_permission_sets(InstanceArn=instance["InstanceArn"])
    dynamodb = stack.client("dynamodb")
    tables = {
        name: dynamodb.describe_table(TableName=stack.outputs[name])["Table"]["TableArn"]
        for name in ("StateTable", "AuditTable")
    }
    found = stack.client("cloudformation").describe_stack_resources(StackName=stack.name)["StackResources"]
    physical = {resource["LogicalResourceId"]: resource["PhysicalResourceId"] for resource in found}
    queues = {name: physical[name].rsplit("/", 1)[-1] for name in ("GrantDeadLetters", "RevokeDeadLetters")}
    sso, queue = actions("sso-admin", "sso"), actions("sqs", "sqs")
    table = actions("dynamodb", "dynamodb")
    return {
        "assignment": (
            sso,
            [
                instance["InstanceArn"],
                permission_set["PermissionSets"][0],
                "arn:aws:sso:::account/111122223333",
            ],
        ),
        "permission-set": (sso, [permission_set["PermissionSets"][0]]),
        "state": (table, [tables["StateTable"]]),
        "due-index": (table, [f"{tables['StateTable']}/index/due-index"]),
        "audit": (table, [tables["AuditTable"]]),
        "user-index": (table, [f"{tables['AuditTable']}/index/user-index"]),
        "user": (
            actions("identitystore", "identitystore"),
            [
                f"arn:aws:identitystore::{ACCOUNT_ID}:identitystore/{instance['IdentityStoreId']}",
                "arn:aws:identitystore:::user/00000000-0000-4000-8000-000000000000",
            ],
        ),
        "account": (
            actions("organizations", "organizations"),
            [f"arn:aws:organizations::{ACCOUNT_ID}:account/o-example1234/111122223333"],
        ),
        "group": (
            actions("identitystore", "identitystore"),
            [
                "arn:aws:identitystore:::group/00000000-0000-4000-8000-000000000000",
                "arn:aws:identitystore:::membership/*",
            ],
        ),
        "unit": (
            actions("organizations", "organizations"),
            [f"arn:aws:organizations::{ACCOUNT_ID}:ou/o-example1234/ou-ab12-cdefghij"],
        ),
        "topic": (actions("sns", "sns"), [stack.outputs["AlertTopicArn"]]),
        "bus": (actions("events", "events"), [f"arn:aws:events:{REGION}:{ACCOUNT_ID}:event-bus/default"]),
        **{name: (queue, [f"arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{queues[name]}"]) for name in queues},
        "GrantRole": (actions("iam", "iam"), [stack.function("Grant")["Role"]]),
    }


def allowed(iam: Any, role: str, asked: list[str], arns: list[str], keys: Iterable[dict[str, Any]] = ()) -> set[str]:
    """The actions that the role may do: those with at least one resource where they need several.

    `keys`: what the calls say beside, of `context`.
    """
    granted: list[set[str]] = []
    for arn in arns:
        answer = iam.simulate_principal_policy(
            PolicySourceArn=role, ActionNames=asked, ResourceArns=[arn], ContextEntries=list(keys)
        )
        granted.append(
            {result["EvalActionName"] for result in answer["EvaluationResults"] if result["EvalDecision"] == "allowed"}
        )
    # On any of them and not on all: a right that an action has on one resource type alone is a right too.
    return set.union(*granted)


def context(**keys: str) -> list[dict[str, Any]]:
    named = {name.replace("_", ":", 1): value for name, value in keys.items()}
    return [{"ContextKeyName": it, "ContextKeyType": "string", "ContextKeyValues": [named[it]]} for it in named]


def problems_of_conditions(stack: Stack, iam: Any, function: str, role: str) -> list[str]:
    """What hangs on what a call says, and on who calls."""
    bus, here = f"arn:aws:events:{REGION}:{ACCOUNT_ID}:event-bus/default", stack.outputs[f"{function}FunctionArn"]
    others = here.replace(":function:", ":function:other-")
    own_account = f"arn:aws:sso:::account/{ACCOUNT_ID}"
    found = []
    for action, resource, keys, wanted in (
        ("events:PutEvents", bus, context(events_source="hourglass"), True),
        ("events:PutEvents", bus, context(events_source="aws.health"), False),
        ("events:PutEvents", bus, context(events_source="hourglass", lambda_SourceFunctionArn=here), True),
        ("events:PutEvents", bus, context(events_source="hourglass", lambda_SourceFunctionArn=others), False),
        ("sns:Publish", stack.outputs["AlertTopicArn"], context(lambda_SourceFunctionArn=f"{here}:url"), True),
        ("sns:Publish", stack.outputs["AlertTopicArn"], context(lambda_SourceFunctionArn=others), False),
        ("sso:CreateAccountAssignment", own_account, [], False),
    ):
        answer = iam.simulate_principal_policy(
            PolicySourceArn=role, ActionNames=[action], ResourceArns=[resource], ContextEntries=keys
        )
        if (answer["EvaluationResults"][0]["EvalDecision"] == "allowed") != wanted:
            found.append(f"{function} may {'not ' if wanted else ''}{action} on {resource} with {keys}")
    return found


def problems(stack: Stack) -> list[str]:
    """Where the roles of the stack may do more or less than the functions need."""
    iam, found = seed.client("iam", stack.endpoint), []
    known = resources(stack)
    for function, expected in EXPECTED.items():
        role = stack.function(function)["Role"]
        found += problems_of_conditions(stack, iam, function, role)
        for name, wanted in expected.items():
            granted = allowed(iam, role, *known[name])
            if granted - wanted:
                found.append(f"{function} may {sorted(granted - wanted)} on {name}")
            if wanted - granted:
                found.append(f"{function} may not {sorted(wanted - granted)} on {name}")
    return found
