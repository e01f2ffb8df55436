# SPDX-License-Identifier: Apache-2.0
"""A deployed stack as a test sees it: its functions, what they record, and what Identity Center says."""

import dataclasses
import json
import os
from typing import Any

import boto3.dynamodb.types
import function_keys
import seed

DESERIALIZER = boto3.dynamodb.types.TypeDeserializer()


@dataclasses.dataclass
class Answer:
    """What an invocation came to: the function's answer, or a function error."""

    status: int | None
    body: dict[str, Any]
    error: str | None = None

    def __str__(self) -> str:
        return f"{self.error or self.status} {json.dumps(self.body)[:300]}"


class Stack:
    def __init__(self, endpoint: str, name: str, outputs: dict[str, str]):
        self.endpoint = endpoint
        self.name = name
        self.outputs = outputs

    def client(self, service: str, credentials: dict[str, str] | None = None) -> Any:
        return seed.client(service, self.endpoint, credentials)

    def invoke(self, function: str, event: dict[str, Any]) -> Answer:
        """`function` is Grant or Revoke."""
        result = self.client("lambda").invoke(
            FunctionName=self.outputs[f"{function}Function"], Payload=json.dumps(event)
        )
        payload = json.loads(result["Payload"].read() or b"{}")
        if "FunctionError" in result:
            return Answer(None, payload, result["FunctionError"])
        return Answer(payload["statusCode"], json.loads(payload["body"]))

    def invoke_later(self, function: str, event: dict[str, Any]) -> None:
        """Asynchronously: Lambda answers before the function does."""
        self.client("lambda").invoke(
            FunctionName=self.outputs[f"{function}Function"], InvocationType="Event", Payload=json.dumps(event)
        )

    def function(self, name: str) -> dict[str, Any]:
        return self.client("lambda").get_function_configuration(FunctionName=self.outputs[f"{name}Function"])

    def role_credentials(self, function: str) -> dict[str, str]:
        """Those of the function itself, once it has run."""
        found = self.function(function)
        return function_keys.credentials(found["FunctionArn"], found["Role"])

    def assignments(self, email: str) -> list[dict[str, str]]:
        """What the user holds in Identity Center itself."""
        sso_admin, identitystore = self.client("sso-admin"), self.client("identitystore")
        instance = sso_admin.list_instances()["Instances"][0]
        user = identitystore.get_user_id(
            IdentityStoreId=instance["IdentityStoreId"],
            AlternateIdentifier={"UniqueAttribute": {"AttributePath": "userName", "AttributeValue": email}},
        )["UserId"]
        return sso_admin.list_account_assignments_for_principal(
            InstanceArn=instance["InstanceArn"], PrincipalId=user, PrincipalType="USER"
        )["AccountAssignments"]

    def items(self, table: str) -> list[dict[str, Any]]:
        """Everything in a table: StateTable or AuditTable."""
        pages = self.client("dynamodb").get_paginator("scan").paginate(TableName=self.outputs[table])
        return [
            {key: DESERIALIZER.deserialize(value) for key, value in item.items()}
            for page in pages
            for item in page["Items"]
        ]

    def records(self, request_id: str) -> list[dict[str, Any]]:
        """The audit records of a request, in order."""
        found = [record for record in self.items("AuditTable") if record["request_id"] == request_id]
        return sorted(found, key=lambda it: it["sequence"])

    def trail(self, request_id: str) -> list[str]:
        """The same, as ACTION STATUS."""
        return [f"{record['action']} {record['status']}" for record in self.records(request_id)]

    def messages(self, queue_url: str) -> list[str]:
        """Takes what is in the queue."""
        sqs, bodies = self.client("sqs"), []
        # MiniStack names queues by its own address; the stack is behind another.
        queue = f"{self.endpoint}/{queue_url.split('/', 3)[3]}"
        while found := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
            for message in found:
                bodies.append(message["Body"])
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return bodies

    def deny(self, function: str, action: str, account: str | None) -> None:
        """Takes a right on one account away from a function; no account gives it back."""
        iam, role = self.client("iam"), self.function(function)["Role"].rsplit("/", 1)[1]
        if account is None:
            iam.delete_role_policy(RoleName=role, PolicyName="Mishap")
            return
        statement = {"Effect": "Deny", "Action": action, "Resource": f"arn:aws:sso:::account/{account}"}
        document = {"Version": "2012-10-17", "Statement": [statement]}
        iam.put_role_policy(RoleName=role, PolicyName="Mishap", PolicyDocument=json.dumps(document))


def from_environment() -> Stack:
    """The one that scripts/local-stack has started."""
    import deployment

    endpoint = os.environ["AWS_ENDPOINT_URL"]
    return Stack(endpoint, os.environ["HOURGLASS_STACK"], deployment.outputs(endpoint))
