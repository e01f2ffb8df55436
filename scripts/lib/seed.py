# SPDX-License-Identifier: Apache-2.0
"""What the local AWS holds when it has started: an organization, an Identity Center instance, the ledger, alerts."""

import dataclasses
import json
from typing import Any

import boto3
import template
from botocore.config import Config
from moto_launcher import ACCOUNT_ID_TAG, DISABLED_USER_TYPE
from servers import REGION

# The ids are those of AWS' own documentation. Organizations adds the management account, servers.ACCOUNT_ID.
ACCOUNTS = [
    ("111122223333", "Production", "ACTIVE"),
    ("444455556666", "Staging", "ACTIVE"),
    ("777788889999", "Closed", "SUSPENDED"),
]

# User name, e-mail, given name, enabled. Edith is found by her e-mail address only.
USERS = [
    ("ada@example.com", "ada@example.com", "Ada", True),
    ("grace@example.com", "grace@example.com", "Grace", True),
    ("margaret@example.com", "margaret@example.com", "Margaret", True),
    ("edith", "edith@example.com", "Edith", True),
    ("disabled@example.com", "disabled@example.com", "Disabled", False),
]

# More than one page of ListPermissionSets (100), with a known name on each page.
PERMISSION_SETS = [
    "AdministratorAccess",
    "ReadOnlyAccess",
    *(f"Team{number:03}Access" for number in range(1, 111)),
    "PowerUserAccess",
]

PEOPLE_ROLE = "AWSReservedSSO_ReadOnlyAccess_0123456789abcdef"
HAND_MADE_ROLE = "AWSReservedSSO_MadeByHand_0000000000000000"

SLACK_SECRET = "hourglass/slack"
LOCAL_BOT_TOKEN = "xoxb-local"
LOCAL_SIGNING_SECRET = "local-signing-secret"
SERVICENOW_SECRET = "hourglass/servicenow"
SERVICENOW_SIGNING_SECRET = "hourglass/servicenow-signing"

ALERT_INBOX = "jit-access-alerts-inbox"


@dataclasses.dataclass
class Seeded:
    """The names a caller needs to find what was seeded."""

    state_table: str
    audit_table: str
    alert_topic_arn: str
    alert_queue_url: str
    instance_arn: str
    identity_store_id: str
    seal_key: str


ROOT_CREDENTIALS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}


def client(service: str, url: str, credentials: dict[str, str] | None = None) -> Any:
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=url,
        config=Config(retries={"max_attempts": 2}, connect_timeout=5, read_timeout=60, proxies={}),
        **(credentials or ROOT_CREDENTIALS),
    )


def seed(ministack_url: str, moto_url: str) -> Seeded:
    definition = template.load()
    instance_arn, identity_store_id = seed_directory(moto_url)
    seed_secrets(client("secretsmanager", ministack_url))
    state_table, audit_table = seed_tables(client("dynamodb", ministack_url), definition)
    topic_arn, queue_url = seed_alerts(client("sns", ministack_url), client("sqs", ministack_url), definition)
    seed_roles(client("iam", ministack_url))
    seal_key = seed_seal_key(client("kms", ministack_url))
    return Seeded(state_table, audit_table, topic_arn, queue_url, instance_arn, identity_store_id, seal_key)


def seed_roles(iam: Any) -> None:
    """The roles whose sessions people call with, as Identity Center would have made them. One was made by hand."""
    for name, path in ((PEOPLE_ROLE, "/aws-reserved/sso.amazonaws.com/eu-central-1/"), (HAND_MADE_ROLE, "/")):
        iam.create_role(Path=path, RoleName=name, AssumeRolePolicyDocument='{"Version":"2012-10-17","Statement":[]}')


def seed_seal_key(kms: Any) -> str:
    return kms.create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]["Arn"]


def seed_directory(moto_url: str) -> tuple[str, str]:
    """The ARN of the Identity Center instance, and the id of its identity store."""
    seed_organization(client("organizations", moto_url))
    instance_arn, identity_store_id = seed_permission_sets(client("sso-admin", moto_url))
    seed_users(client("identitystore", moto_url), identity_store_id)
    return instance_arn, identity_store_id


def seed_organization(organizations: Any) -> None:
    organizations.create_organization(FeatureSet="ALL")
    for account_id, name, status in ACCOUNTS:
        organizations.create_account(
            AccountName=name,
            Email=f"{name.lower()}@example.com",
            Tags=[{"Key": ACCOUNT_ID_TAG, "Value": account_id}],
        )
        if status == "SUSPENDED":
            organizations.close_account(AccountId=account_id)


def seed_permission_sets(sso_admin: Any) -> tuple[str, str]:
    instance = sso_admin.list_instances()["Instances"][0]
    for name in PERMISSION_SETS:
        sso_admin.create_permission_set(
            InstanceArn=instance["InstanceArn"], Name=name, Description=f"Sample: {name}", SessionDuration="PT1H"
        )
    return instance["InstanceArn"], instance["IdentityStoreId"]


def seed_users(identitystore: Any, identity_store_id: str) -> None:
    for user_name, email, given_name, enabled in USERS:
        identitystore.create_user(
            IdentityStoreId=identity_store_id,
            UserName=user_name,
            DisplayName=f"{given_name} Example",
            Name={"GivenName": given_name, "FamilyName": "Example"},
            Emails=[{"Value": email, "Type": "work", "Primary": True}],
            UserType="employee" if enabled else DISABLED_USER_TYPE,
        )


def seed_tables(dynamodb: Any, definition: dict[str, Any]) -> tuple[str, str]:
    tables = [template.table(definition, resource) for resource in ("StateTable", "AuditTable", "GatewayTable")]
    for table in tables:
        dynamodb.create_table(**table)
    return tables[0]["TableName"], tables[1]["TableName"]


def seed_secrets(secretsmanager: Any) -> None:
    """Of a Slack app and a ServiceNow that do not exist: what the stand-ins and `hourglass invoke --sign` know."""
    for name, secret in (
        (SLACK_SECRET, {"bot_token": LOCAL_BOT_TOKEN, "signing_secret": LOCAL_SIGNING_SECRET}),
        (SERVICENOW_SECRET, {"username": "hourglass", "password": "local"}),
        (SERVICENOW_SIGNING_SECRET, {"signing_key": LOCAL_SIGNING_SECRET}),
    ):
        secretsmanager.create_secret(Name=name, SecretString=json.dumps(secret))


def seed_alerts(sns: Any, sqs: Any, definition: dict[str, Any]) -> tuple[str, str]:
    topic_arn = sns.create_topic(Name=template.default(definition, "AlertTopicName"))["TopicArn"]
    return topic_arn, subscribe_inbox(sns, sqs, topic_arn)


def subscribe_inbox(sns: Any, sqs: Any, topic_arn: str) -> str:
    """The URL of a new queue that gets every alert."""
    queue_url = sqs.create_queue(QueueName=ALERT_INBOX)["QueueUrl"]
    queue_arn = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sqs.set_queue_attributes(
        QueueUrl=queue_url, Attributes={"Policy": json.dumps(publishing_policy(topic_arn, queue_arn))}
    )
    sns.subscribe(
        TopicArn=topic_arn,
        Protocol="sqs",
        Endpoint=queue_arn,
        Attributes={"RawMessageDelivery": "true"},
    )
    return queue_url


def publishing_policy(topic_arn: str, queue_arn: str) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "sns.amazonaws.com"},
                "Action": "sqs:SendMessage",
                "Resource": queue_arn,
                "Condition": {"ArnEquals": {"aws:SourceArn": topic_arn}},
            }
        ],
    }
