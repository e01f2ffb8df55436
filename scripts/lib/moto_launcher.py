# SPDX-License-Identifier: Apache-2.0
"""Serves moto on loopback with the few things that Hourglass must be able to see and moto does not model.

Everything is an addition to what moto keeps, nothing replaces what it decides:

* CreateAccount takes the new account's id from the tag ACCOUNT_ID_TAG, so that sample events can name an account.
* A user whose UserType is DISABLED_USER_TYPE is reported with UserStatus DISABLED, everybody else as ENABLED.
* Creating an assignment that is there already makes no second one.
* Instances, identity stores and permission sets have identifiers of the shape that AWS' API model demands.
"""

import argparse
import hashlib
import json
import pathlib
import secrets
import threading

from moto.identitystore.responses import IdentityStoreResponse
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.organizations.models import FakeAccount
from moto.ssoadmin.exceptions import ResourceNotFoundException
from moto.ssoadmin.models import Instance, PermissionSet, SSOAdminBackend
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
    create_each_assignment_once()
    shape_identifiers_like_aws()

    application = DomainDispatcherApplication(create_backend_app)
    server = listen(application, arguments.port)
    draft = arguments.port_file.with_suffix(".draft")
    draft.write_text(str(server.server_port))
    draft.rename(arguments.port_file)
    server.serve_forever()


if __name__ == "__main__":
    main()
