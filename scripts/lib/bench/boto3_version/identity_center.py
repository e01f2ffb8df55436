# SPDX-License-Identifier: Apache-2.0
"""Look-ups and assignments. The instance and the permission sets are remembered for the life of the container."""

import random
import time

from aws import THREADS, found, identity_store, organizations, sso_admin, together

_instance = None
_permission_sets = {}


def instance():
    global _instance
    if _instance is None:
        [_instance] = sso_admin.list_instances()["Instances"]
    return _instance


def user_id(name):
    """By user name, else by e-mail address. With threads both are asked at once, as Hourglass does."""

    def ask(path):
        unique = {"AttributePath": path, "AttributeValue": name}
        return found(
            identity_store.get_user_id,
            IdentityStoreId=instance()["IdentityStoreId"],
            AlternateIdentifier={"UniqueAttribute": unique},
        )

    if THREADS > 1:
        answers = together(lambda: ask("userName"), lambda: ask("emails.value"))
    else:
        answers = [ask("userName") or ask("emails.value")]
    return next((answer["UserId"] for answer in answers if answer), None)


def user(user_id):
    store = instance()["IdentityStoreId"]
    return found(identity_store.describe_user, IdentityStoreId=store, UserId=user_id)


def account(account_id):
    answer = found(organizations.describe_account, AccountId=account_id)
    return answer and answer["Account"]


def permission_set_arn(name):
    """Identity Center lists permission sets without names: a page is described, then remembered."""
    if name not in _permission_sets:
        arn = instance()["InstanceArn"]
        for page in sso_admin.get_paginator("list_permission_sets").paginate(InstanceArn=arn):
            described = together(
                *(
                    lambda one=one: sso_admin.describe_permission_set(InstanceArn=arn, PermissionSetArn=one)
                    for one in page["PermissionSets"]
                )
            )
            for one in described:
                _permission_sets[one["PermissionSet"]["Name"]] = one["PermissionSet"]["PermissionSetArn"]
            if name in _permission_sets:
                break
    return _permission_sets.get(name)


def is_assigned(binding):
    pages = sso_admin.get_paginator("list_account_assignments").paginate(
        InstanceArn=instance()["InstanceArn"],
        AccountId=binding["account_id"],
        PermissionSetArn=binding["permission_set_arn"],
    )
    return any(
        one["PrincipalType"] == "USER" and one["PrincipalId"] == binding["user_id"]
        for page in pages
        for one in page["AccountAssignments"]
    )


def create(binding):
    status = sso_admin.create_account_assignment(**_assignment(binding))["AccountAssignmentCreationStatus"]
    return _finished(
        status,
        lambda id: sso_admin.describe_account_assignment_creation_status(
            InstanceArn=instance()["InstanceArn"], AccountAssignmentCreationRequestId=id
        )["AccountAssignmentCreationStatus"],
    )


def remove(binding):
    """The id of the removal; None if there was nothing to remove."""
    answer = found(sso_admin.delete_account_assignment, **_assignment(binding))
    if answer is None:
        return None
    return _finished(
        answer["AccountAssignmentDeletionStatus"],
        lambda id: sso_admin.describe_account_assignment_deletion_status(
            InstanceArn=instance()["InstanceArn"], AccountAssignmentDeletionRequestId=id
        )["AccountAssignmentDeletionStatus"],
    )


def _assignment(binding):
    return {
        "InstanceArn": instance()["InstanceArn"],
        "TargetId": binding["account_id"],
        "TargetType": "AWS_ACCOUNT",
        "PermissionSetArn": binding["permission_set_arn"],
        "PrincipalType": "USER",
        "PrincipalId": binding["user_id"],
    }


def _finished(status, ask):
    pause = 0.25
    while status["Status"] == "IN_PROGRESS":
        time.sleep(pause * (0.5 + random.random() / 2))
        pause = min(pause * 2, 4)
        status = ask(status["RequestId"])
    if status["Status"] != "SUCCEEDED":
        raise RuntimeError(status.get("FailureReason", "AWS gave no reason."))
    return status["RequestId"]
