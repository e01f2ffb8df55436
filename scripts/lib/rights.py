# SPDX-License-Identifier: Apache-2.0
"""What IAM asks of a caller of the services that moto serves, which has no IAM of its own.

The resource types of each action are those of AWS' Service Authorization Reference for IAM Identity Center, Identity
Store and Organizations. A permission is needed on every resource that an action names.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

from servers import ACCOUNT_ID

Resources = Callable[[dict[str, Any]], list[str]]


@dataclasses.dataclass(frozen=True)
class Right:
    """An IAM action, and on which resources a request needs it."""

    action: str
    resources: Resources
    # The condition keys of a request, beside whose credentials call.
    context: Callable[[dict[str, Any]], dict[str, list[str]]] = lambda _: {}


def instance(request: dict[str, Any]) -> str:
    return request["InstanceArn"]


def account(request: dict[str, Any]) -> str:
    return f"arn:aws:sso:::account/{request.get('TargetId') or request['AccountId']}"


def assignment(request: dict[str, Any]) -> list[str]:
    return [instance(request), request["PermissionSetArn"], account(request)]


def new_set(request: dict[str, Any]) -> list[str]:
    return [instance(request), f"arn:aws:sso:::permissionSet/{instance(request).rsplit('/', 1)[-1]}/*"]


def request_tags(request: dict[str, Any]) -> dict[str, list[str]]:
    tags = {it["Key"]: it["Value"] for it in request.get("Tags") or []}
    keys = {"aws:TagKeys": sorted(tags)} if tags else {}
    return keys | {f"aws:RequestTag/{key}": [value] for key, value in tags.items()}


def store(request: dict[str, Any]) -> str:
    return f"arn:aws:identitystore::{ACCOUNT_ID}:identitystore/{request['IdentityStoreId']}"


def memberships(request: dict[str, Any]) -> list[str]:
    groups = [f"arn:aws:identitystore:::group/{group}" for group in request["GroupIds"]]
    user = f"arn:aws:identitystore:::user/{request['MemberId']['UserId']}"
    return [store(request), user, *groups, "arn:aws:identitystore:::membership/*"]


def organization(kind: str, identifier: str) -> str:
    return f"arn:aws:organizations::{ACCOUNT_ID}:{kind}/o-example1234/{identifier}"


# Every operation that the functions call, by its X-Amz-Target.
RIGHTS = {
    "SWBExternalService.ListInstances": Right("sso:ListInstances", lambda _: ["*"]),
    "SWBExternalService.ListPermissionSets": Right("sso:ListPermissionSets", lambda it: [instance(it)]),
    "SWBExternalService.DescribePermissionSet": Right(
        "sso:DescribePermissionSet", lambda it: [instance(it), it["PermissionSetArn"]]
    ),
    "SWBExternalService.ListAccountAssignments": Right("sso:ListAccountAssignments", assignment),
    "SWBExternalService.ListAccountsForProvisionedPermissionSet": Right(
        "sso:ListAccountsForProvisionedPermissionSet", lambda it: [instance(it), it["PermissionSetArn"]]
    ),
    "SWBExternalService.CreateAccountAssignment": Right("sso:CreateAccountAssignment", assignment),
    "SWBExternalService.DeleteAccountAssignment": Right("sso:DeleteAccountAssignment", assignment),
    "SWBExternalService.DescribeAccountAssignmentCreationStatus": Right(
        "sso:DescribeAccountAssignmentCreationStatus", lambda it: [instance(it)]
    ),
    "SWBExternalService.DescribeAccountAssignmentDeletionStatus": Right(
        "sso:DescribeAccountAssignmentDeletionStatus", lambda it: [instance(it)]
    ),
    "SWBExternalService.CreatePermissionSet": Right("sso:CreatePermissionSet", new_set, request_tags),
    # The rights to change a permission set hang on its tags, of which the local IAM cannot be told: what it can be asked
    # about is the instance. scripts/lib/check_template.py sees to the tags.
    "SWBExternalService.AttachManagedPolicyToPermissionSet": Right(
        "sso:AttachManagedPolicyToPermissionSet", lambda it: [instance(it)]
    ),
    "SWBExternalService.PutInlinePolicyToPermissionSet": Right(
        "sso:PutInlinePolicyToPermissionSet", lambda it: [instance(it)]
    ),
    "SWBExternalService.DeletePermissionSet": Right("sso:DeletePermissionSet", lambda it: [instance(it)]),
    "SWBExternalService.GetInlinePolicyForPermissionSet": Right(
        "sso:GetInlinePolicyForPermissionSet", lambda it: [instance(it)]
    ),
    "SWBExternalService.DeleteInlinePolicyFromPermissionSet": Right(
        "sso:DeleteInlinePolicyFromPermissionSet", lambda it: [instance(it)]
    ),
    "SWBExternalService.ProvisionPermissionSet": Right(
        "sso:ProvisionPermissionSet", lambda it: [instance(it), account(it)]
    ),
    "SWBExternalService.DescribePermissionSetProvisioningStatus": Right(
        "sso:DescribePermissionSetProvisioningStatus", lambda it: [instance(it)]
    ),
    "SWBExternalService.ListTagsForResource": Right(
        "sso:ListTagsForResource", lambda it: [instance(it), it["ResourceArn"]]
    ),
    "SWBExternalService.ListManagedPoliciesInPermissionSet": Right(
        "sso:ListManagedPoliciesInPermissionSet", lambda it: [instance(it), it["PermissionSetArn"]]
    ),
    "AWSIdentityStore.GetUserId": Right(
        "identitystore:GetUserId", lambda it: [store(it), "arn:aws:identitystore:::user/*"]
    ),
    "AWSIdentityStore.DescribeUser": Right(
        "identitystore:DescribeUser", lambda it: [store(it), f"arn:aws:identitystore:::user/{it['UserId']}"]
    ),
    "AWSIdentityStore.GetGroupId": Right(
        "identitystore:GetGroupId", lambda it: [store(it), "arn:aws:identitystore:::group/*"]
    ),
    "AWSIdentityStore.IsMemberInGroups": Right("identitystore:IsMemberInGroups", memberships),
    "AWSOrganizationsV20161128.DescribeAccount": Right(
        "organizations:DescribeAccount", lambda it: [organization("account", it["AccountId"])]
    ),
    "AWSOrganizationsV20161128.DescribeOrganization": Right("organizations:DescribeOrganization", lambda _: ["*"]),
    "AWSOrganizationsV20161128.ListAccounts": Right("organizations:ListAccounts", lambda _: ["*"]),
    "AWSOrganizationsV20161128.ListParents": Right(
        "organizations:ListParents",
        lambda it: [organization("ou" if it["ChildId"].startswith("ou-") else "account", it["ChildId"])],
    ),
    "AWSOrganizationsV20161128.DescribeOrganizationalUnit": Right(
        "organizations:DescribeOrganizationalUnit", lambda it: [organization("ou", it["OrganizationalUnitId"])]
    ),
    "AWSOrganizationsV20161128.ListTagsForResource": Right(
        "organizations:ListTagsForResource", lambda it: [organization("account", it["ResourceId"])]
    ),
}


def needed(target: str, request: dict[str, Any]) -> tuple[str, list[str], dict[str, list[str]]] | None:
    """The action, the resources it must be allowed on and its condition keys; None for an operation the functions do not
    call."""
    right = RIGHTS.get(target)
    return (right.action, right.resources(request), right.context(request)) if right else None
