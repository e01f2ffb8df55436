# SPDX-License-Identifier: Apache-2.0
"""Serves moto on loopback with the few things that Hourglass must be able to see and moto does not model.

Everything is an addition to what moto keeps, nothing replaces what it decides:

* CreateAccount takes the new account's id from the tag ACCOUNT_ID_TAG, so that sample events can name an account.
* A user whose UserType is DISABLED_USER_TYPE is reported with UserStatus DISABLED, everybody else as ENABLED.
* Creating an assignment that is there already makes no second one.
* An account has a role of a permission set from its first assignment, or from ProvisionPermissionSet, to the end of its
  last; ListAccountsForProvisionedPermissionSet and DescribePermissionSetProvisioningStatus tell of it. Provisioning ends
  at once, and what a role's policies are is not kept: nothing here is evaluated against them.
* The name of a permission set can be taken once; one that is assigned cannot be deleted.
* IsMemberInGroups and, for permission sets, ListTagsForResource are served: moto keeps what they tell and never tells it.
* Instances, identity stores and permission sets have identifiers of the shape that AWS' API model demands.
"""

import argparse
import hashlib
import json
import pathlib
import secrets
import threading
import uuid

from moto.identitystore.responses import IdentityStoreResponse
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.organizations.models import FakeAccount
from moto.ssoadmin.exceptions import ConflictException, ResourceNotFoundException
from moto.ssoadmin.models import Instance, PermissionSet, SSOAdminBackend
from moto.ssoadmin.responses import SSOAdminResponse
from werkzeug.serving import make_server

ACCOUNT_ID_TAG = "account-id"
DISABLED_USER_TYPE = "disabled"


def take_account_id_from_tag() -> None:
    make = FakeAccount.__init__

    def init(self, organization, **kwargs):
        make(self, organization, **kwargs)
        self.id = self.tags.get(ACCOUNT_ID_TAG, self.id)

    FakeAccount.__init__ = init


def report_user_status() -> None:
    describe = IdentityStoreResponse.describe_user

    def describe_user(self) -> str:
        user = json.loads(describe(self))
        user["UserStatus"] = "DISABLED" if user["UserType"] == DISABLED_USER_TYPE else "ENABLED"
        return json.dumps(user)

    IdentityStoreResponse.describe_user = describe_user


def tell_memberships() -> None:
    def is_member_in_groups(self) -> str:
        store, member = self._get_param("IdentityStoreId"), self._get_param("MemberId")
        results = []
        for group in self._get_param("GroupIds"):
            self.identitystore_backend.describe_group(identity_store_id=store, group_id=group)
            members = self.identitystore_backend.list_group_memberships(identity_store_id=store, group_id=group)[0]
            is_member = any(membership["MemberId"] == member for membership in members)
            results.append({"GroupId": group, "MemberId": member, "MembershipExists": is_member})
        return json.dumps({"Results": results})

    IdentityStoreResponse.is_member_in_groups = is_member_in_groups


def tell_tags_of_permission_sets() -> None:
    def list_tags_for_resource(self) -> str:
        permission_sets = self.ssoadmin_backend.permission_sets
        found = [it for it in permission_sets if it.permission_set_arn == self._get_param("ResourceArn")]
        if not found:
            raise ResourceNotFoundException("Could not find the resource")
        return json.dumps({"Tags": found[0].tags or []})

    SSOAdminResponse.list_tags_for_resource = list_tags_for_resource


def create_each_assignment_once() -> None:
    create = SSOAdminBackend.create_account_assignment
    lock = threading.Lock()

    def create_account_assignment(self, *parts, **named_parts):
        with lock:
            try:
                existing = self._find_account(*parts, **named_parts)
            except ResourceNotFoundException:
                return create(self, *parts, **named_parts)
            return existing.to_json(include_creation_date=True, include_request_id=True)

    SSOAdminBackend.create_account_assignment = create_account_assignment


def keep_roles_in_accounts() -> None:
    create, delete = SSOAdminBackend.create_account_assignment, SSOAdminBackend.delete_account_assignment
    lock = threading.Lock()

    def state(backend) -> dict:
        # moto makes a new backend when it is reset.
        return backend.__dict__.setdefault("hourglass_roles", {"roles": set(), "provisionings": {}})

    def create_account_assignment(self, instance_arn, target_id, target_type, permission_set_arn, *parts, **named):
        created = create(self, instance_arn, target_id, target_type, permission_set_arn, *parts, **named)
        with lock:
            state(self)["roles"].add((permission_set_arn, target_id))
        return created

    def delete_account_assignment(self, instance_arn, target_id, target_type, permission_set_arn, *parts, **named):
        deleted = delete(self, instance_arn, target_id, target_type, permission_set_arn, *parts, **named)
        with lock:
            role = (permission_set_arn, target_id)
            if not any((it.permission_set_arn, it.target_id) == role for it in self.account_assignments):
                state(self)["roles"].discard(role)
        return deleted

    def provision_permission_set(self) -> str:
        backend, arn = self.ssoadmin_backend, self._get_param("PermissionSetArn")
        backend._find_permission_set(self._get_param("InstanceArn"), arn)
        status = {
            "AccountId": self._get_param("TargetId"),
            "PermissionSetArn": arn,
            "RequestId": str(uuid.uuid4()),
            "Status": "SUCCEEDED",
        }
        with lock:
            state(backend)["roles"].add((arn, self._get_param("TargetId")))
            state(backend)["provisionings"][status["RequestId"]] = status
        return json.dumps({"PermissionSetProvisioningStatus": status})

    def describe_permission_set_provisioning_status(self) -> str:
        known = state(self.ssoadmin_backend)["provisionings"]
        status = known.get(self._get_param("ProvisionPermissionSetRequestId"))
        if status is None:
            raise ResourceNotFoundException("Could not find the provisioning request")
        return json.dumps({"PermissionSetProvisioningStatus": status})

    def list_accounts_for_provisioned_permission_set(self) -> str:
        arn = self._get_param("PermissionSetArn")
        self.ssoadmin_backend._find_permission_set(self._get_param("InstanceArn"), arn)
        with lock:
            accounts = sorted(account for known, account in state(self.ssoadmin_backend)["roles"] if known == arn)
        return json.dumps({"AccountIds": accounts})

    SSOAdminBackend.create_account_assignment = create_account_assignment
    SSOAdminBackend.delete_account_assignment = delete_account_assignment
    SSOAdminResponse.provision_permission_set = provision_permission_set
    SSOAdminResponse.describe_permission_set_provisioning_status = describe_permission_set_provisioning_status
    SSOAdminResponse.list_accounts_for_provisioned_permission_set = list_accounts_for_provisioned_permission_set


def keep_permission_sets_apart() -> None:
    create, delete = SSOAdminBackend.create_permission_set, SSOAdminBackend.delete_permission_set
    lock = threading.Lock()

    def create_permission_set(self, name, description, instance_arn, *parts, **named_parts):
        with lock:
            if any(it.name == name and it.instance_arn == instance_arn for it in self.permission_sets):
                raise ConflictException(f"PermissionSet with name {name} already exists.")
            return create(self, name, description, instance_arn, *parts, **named_parts)

    def delete_permission_set(self, instance_arn, permission_set_arn):
        if any(it.permission_set_arn == permission_set_arn for it in self.account_assignments):
            raise ConflictException("PermissionSet has ApplicationProfile associated with it.")
        return delete(self, instance_arn, permission_set_arn)

    SSOAdminBackend.create_permission_set = create_permission_set
    SSOAdminBackend.delete_permission_set = delete_permission_set


def shape_identifiers_like_aws() -> None:
    make = Instance.__init__

    def init(self, account_id: str, region: str):
        make(self, account_id, region)
        # Derived from the region, so that they survive a reset.
        digits = hashlib.sha256(region.encode()).hexdigest()
        self.identity_store_id = f"d-{digits[:10]}"
        self.instance_arn = f"{self.instance_arn.rsplit('/', 1)[0]}/ssoins-{digits[:16]}"

    def generate_id(instance_arn: str) -> str:
        return f"{instance_arn.replace(':instance/', ':permissionSet/')}/ps-{secrets.token_hex(8)}"

    Instance.__init__ = init
    PermissionSet.generate_id = staticmethod(generate_id)


def listen(application: DomainDispatcherApplication, preferred_port: int):
    """Binds in this process, so that no one can take the port between choosing it and serving on it."""
    try:
        return make_server("127.0.0.1", preferred_port, application, threaded=True)
    except (OSError, SystemExit):
        return make_server("127.0.0.1", 0, application, threaded=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve moto for Hourglass' local AWS.")
    parser.add_argument("--port", type=int, required=True, help="preferred port; another one is taken if it is in use")
    parser.add_argument("--port-file", type=pathlib.Path, required=True, help="where to write the port")
    arguments = parser.parse_args()

    take_account_id_from_tag()
    report_user_status()
    tell_memberships()
    tell_tags_of_permission_sets()
    create_each_assignment_once()
    keep_roles_in_accounts()
    keep_permission_sets_apart()
    shape_identifiers_like_aws()

    application = DomainDispatcherApplication(create_backend_app)
    server = listen(application, arguments.port)
    draft = arguments.port_file.with_suffix(".draft")
    draft.write_text(str(server.server_port))
    draft.rename(arguments.port_file)
    server.serve_forever()


if __name__ == "__main__":
    main()
