# SPDX-License-Identifier: Apache-2.0
"""The local AWS: that it runs beside others, ends only what is its own, and holds what the samples name."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import seed
import servers
import template
from local_aws import LocalAWS


def listening_addresses(pid: int) -> set[str]:
    """The addresses, in the kernel's hexadecimal, on which the process accepts TCP connections."""
    inodes = set()
    for descriptor in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        target = os.readlink(descriptor)
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    found = set()
    for table in ("tcp", "tcp6"):
        for row in pathlib.Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = row.split()
            if fields[3] == "0A" and fields[9] in inodes:
                found.add(fields[1].partition(":")[0])
    return found


def settings(local: LocalAWS) -> dict[str, str]:
    return dict(line.split("=", 1) for line in local.env_file.read_text().splitlines())


class SideBySide(unittest.TestCase):
    """With the preferred ports taken and a folder whose name has a space."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="local aws ")
        self.addCleanup(folder.cleanup)
        self.one = LocalAWS(pathlib.Path(folder.name) / "one")
        self.two = LocalAWS(pathlib.Path(folder.name) / "two")
        for port in (servers.MiniStack.preferred_port, servers.Moto.preferred_port):
            blocker = socket.socket()
            self.addCleanup(blocker.close)
            blocker.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                blocker.bind(("0.0.0.0", port))
                blocker.listen()
            except OSError:
                pass  # taken by another program, which serves as well
        for local in (self.one, self.two):
            self.addCleanup(local.stop)

    def test_two_run_side_by_side_and_stopping_one_leaves_the_other(self):
        self.assertTrue(self.one.start())
        self.assertTrue(self.two.start())
        ports = [server.port for local in (self.one, self.two) for server in local.servers()]
        self.assertEqual(len(set(ports)), 4)
        self.assertFalse({4570, 5055} & set(ports))

        self.assertTrue(self.one.stop())
        self.assertFalse(self.one.is_running())
        self.assertTrue(self.two.is_running())
        self.assertFalse(self.one.stop(), "there is nothing left to stop")
        self.assertFalse(self.one.env_file.exists(), "settings that lead nowhere")

    @unittest.skipUnless(os.path.isdir("/proc/self/net"), "reads Linux' list of sockets")
    def test_nothing_listens_on_any_other_address_than_loopback(self):
        self.one.start()
        for server in self.one.servers():
            self.assertEqual(listening_addresses(server.pid), {"0100007F"}, server.name)

    def test_starting_again_changes_nothing_while_it_runs_and_repairs_it_after_a_crash(self):
        self.one.start()
        before = self.one.servers()
        self.assertFalse(self.one.start())
        self.assertEqual(self.one.servers(), before)

        os.kill(before[0].pid, signal.SIGKILL)
        while before[0].is_running():
            time.sleep(0.01)
        self.assertFalse(self.one.is_running())
        self.assertTrue(self.one.start())
        self.assertFalse(before[1].is_running(), "the server that had survived was left behind")


class Stopping(unittest.TestCase):
    def test_a_process_that_only_has_the_same_id_is_left_alone(self):
        stranger = subprocess.Popen(["cat"], stdin=subprocess.PIPE, start_new_session=True)
        self.addCleanup(stranger.communicate)
        with tempfile.TemporaryDirectory() as folder:
            local = LocalAWS(pathlib.Path(folder))
            servers.save(local.record, [servers.Server("ministack", stranger.pid, "another birth", 1, "none")])
            self.assertFalse(local.stop())
        self.assertIsNone(stranger.poll())


class Seeding(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.local = LocalAWS(pathlib.Path(folder.name))
        cls.addClassCleanup(cls.local.stop)
        cls.local.start()
        cls.values = settings(cls.local)

    def client(self, service: str):
        moto = ("organizations", "sso-admin", "identitystore")
        which = "HOURGLASS_TEST_SSO_ENDPOINT_URL" if service in moto else "HOURGLASS_TEST_AWS_ENDPOINT_URL"
        return seed.client(service, self.values[which])

    def user(self, attribute: str, value: str) -> dict:
        identitystore, store = self.client("identitystore"), self.values["HOURGLASS_TEST_IDENTITY_STORE_ID"]
        user_id = identitystore.get_user_id(
            IdentityStoreId=store,
            AlternateIdentifier={"UniqueAttribute": {"AttributePath": attribute, "AttributeValue": value}},
        )["UserId"]
        return identitystore.describe_user(IdentityStoreId=store, UserId=user_id)

    def test_the_accounts_have_the_ids_and_states_that_the_samples_name(self):
        organizations = self.client("organizations")
        for account_id, name, status in [*seed.ACCOUNTS, (servers.ACCOUNT_ID, "master", "ACTIVE")]:
            account = organizations.describe_account(AccountId=account_id)["Account"]
            self.assertEqual((account["Name"], account["Status"]), (name, status))
        with self.assertRaises(organizations.exceptions.AccountNotFoundException):
            organizations.describe_account(AccountId="123123123123")

    def test_every_account_of_a_sample_event_exists(self):
        known = {account_id for account_id, _, status in seed.ACCOUNTS if status == "ACTIVE"}
        for path in (template.TEMPLATE.parent / "events").glob("grant*.json"):
            if path.name != "grant-invalid.json":
                self.assertIn(json.loads(path.read_text())["account_id"], known, path.name)

    def test_users_are_found_by_name_or_by_address_and_one_is_disabled(self):
        self.assertEqual(self.user("userName", "ada@example.com")["UserStatus"], "ENABLED")
        self.assertEqual(self.user("emails.value", "edith@example.com")["UserName"], "edith")
        self.assertEqual(self.user("userName", "disabled@example.com")["UserStatus"], "DISABLED")

    def test_permission_sets_need_more_than_one_page_and_are_named_as_aws_names_them(self):
        sso_admin, instance = self.client("sso-admin"), self.values["HOURGLASS_TEST_INSTANCE_ARN"]
        first = sso_admin.list_permission_sets(InstanceArn=instance)
        self.assertIn("NextToken", first)
        rest = sso_admin.list_permission_sets(InstanceArn=instance, NextToken=first["NextToken"])
        arns = first["PermissionSets"] + rest["PermissionSets"]
        self.assertEqual(len(arns), len(seed.PERMISSION_SETS))
        model = sso_admin.meta.service_model
        for shape, value in [("PermissionSetArn", arns[0]), ("InstanceArn", instance)]:
            self.assertRegex(value, f"^{model.shape_for(shape).metadata['pattern']}$")

    def test_the_tables_are_those_of_the_template(self):
        dynamodb, definition = self.client("dynamodb"), template.load()
        for resource, variable in [("StateTable", "STATE_TABLE"), ("AuditTable", "AUDIT_TABLE")]:
            wanted = template.table(definition, resource)
            found = dynamodb.describe_table(TableName=self.values[variable])["Table"]
            self.assertEqual(found["KeySchema"], wanted["KeySchema"])
            self.assertEqual(
                [(index["IndexName"], index["KeySchema"], index["Projection"]) for index in found["GlobalSecondaryIndexes"]],
                [(index["IndexName"], index["KeySchema"], index["Projection"]) for index in wanted["GlobalSecondaryIndexes"]],
            )

    def test_an_assignment_that_is_created_twice_is_one(self):
        sso_admin = self.client("sso-admin")
        assignment = {
            "InstanceArn": self.values["HOURGLASS_TEST_INSTANCE_ARN"],
            "TargetId": "444455556666",
            "TargetType": "AWS_ACCOUNT",
            "PermissionSetArn": "arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-fedcba9876543210",
            "PrincipalType": "USER",
            "PrincipalId": self.user("userName", "ada@example.com")["UserId"],
        }
        for _ in range(2):
            status = sso_admin.create_account_assignment(**assignment)["AccountAssignmentCreationStatus"]
            self.assertEqual(status["Status"], "SUCCEEDED")
        sso_admin.delete_account_assignment(**assignment)
        held = sso_admin.list_account_assignments(
            InstanceArn=assignment["InstanceArn"],
            AccountId=assignment["TargetId"],
            PermissionSetArn=assignment["PermissionSetArn"],
        )
        self.assertEqual(held["AccountAssignments"], [])

    def test_what_is_published_to_the_topic_arrives_in_the_inbox(self):
        self.client("sns").publish(TopicArn=self.values["ALERT_TOPIC_ARN"], Message="Somebody must look")
        inbox = self.client("sqs")
        queue = self.values["HOURGLASS_TEST_ALERT_QUEUE_URL"]
        message = inbox.receive_message(QueueUrl=queue, WaitTimeSeconds=2)["Messages"][0]
        inbox.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        self.assertEqual(message["Body"], "Somebody must look")

    def test_a_reset_forgets_what_was_done_and_keeps_ports_and_names(self):
        dynamodb = self.client("dynamodb")
        dynamodb.put_item(TableName=self.values["STATE_TABLE"], Item={"assignment_id": {"S": "a#b#c"}})
        before = self.user("userName", "ada@example.com")["UserId"]
        self.client("sso-admin").create_account_assignment(
            InstanceArn=self.values["HOURGLASS_TEST_INSTANCE_ARN"],
            TargetId="111122223333",
            TargetType="AWS_ACCOUNT",
            PermissionSetArn="arn:aws:sso:::permissionSet/ssoins-0123456789abcdef/ps-0123456789abcdef",
            PrincipalType="USER",
            PrincipalId=before,
        )

        self.local.reset()

        self.assertEqual(settings(self.local), self.values)
        self.assertEqual(dynamodb.scan(TableName=self.values["STATE_TABLE"])["Items"], [])
        after = self.user("userName", "ada@example.com")["UserId"]
        for user_id in (before, after):
            held = self.client("sso-admin").list_account_assignments_for_principal(
                InstanceArn=self.values["HOURGLASS_TEST_INSTANCE_ARN"], PrincipalId=user_id, PrincipalType="USER"
            )
            self.assertEqual(held["AccountAssignments"], [])


if __name__ == "__main__":
    unittest.main()
