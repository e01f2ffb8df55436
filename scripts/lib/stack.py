# SPDX-License-Identifier: Apache-2.0
"""A deployed stack as a test sees it: its functions, what they record, and what Identity Center says."""

import dataclasses
import json
import os
from typing import Any

import boto3.dynamodb.types
import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.httpsession
import function_keys
import seed
from servers import REGION

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

    def invoke(self, function: str, event: dict[str, Any], alias: str | None = None) -> Answer:
        """`function` is Grant or Revoke."""
        qualifier = {"Qualifier": alias} if alias else {}
        result = self.client("lambda").invoke(
            FunctionName=self.outputs[f"{function}Function"], Payload=json.dumps(event), **qualifier
        )
        payload = json.loads(result["Payload"].read() or b"{}")
        if "FunctionError" in result:
            return Answer(None, payload, result["FunctionError"])
        return Answer(payload["statusCode"], json.loads(payload["body"]))

    def call_url(self, function: str, event: dict[str, Any]) -> Answer:
        """Sends a signed request to the function's URL, which the local AWS serves under a path of its own."""
        identifier = self.outputs[f"{function}Url"].split("//")[1].split(".")[0]
        url = f"{self.endpoint}/_aws/lambda-url/{identifier}/"
        request = botocore.awsrequest.AWSRequest(
            "POST", url, data=json.dumps(event), headers={"Content-Type": "application/json"}
        )
        credentials = botocore.credentials.Credentials("test", "test")
        botocore.auth.SigV4Auth(credentials, "lambda", REGION).add_auth(request)
        prepared = request.prepare()
        answer = botocore.httpsession.URLLib3Session().send(prepared)
        return Answer(answer.status_code, json.loads(answer.content))

    def user_credentials(self, name: str, function_arn: str) -> dict[str, str]:
        """Those of a new IAM user who may invoke this and do nothing else."""
        iam, user = self.client("iam"), f"proof-{name}"
        iam.create_user(UserName=user)
        allowed = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": function_arn}
        document = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        iam.put_user_policy(UserName=user, PolicyName="One", PolicyDocument=document)
        key = iam.create_access_key(UserName=user)["AccessKey"]
        return {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}

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
        """The audit records of a request that was made without an alias, or of a trail by its whole id, in order."""
        ids = (request_id, f"direct/{request_id}")
        found = [record for record in self.items("AuditTable") if record["request_id"] in ids]
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
        self.deny_on(function, action, account and f"arn:aws:sso:::account/{account}")

    def deny_on(self, function: str, action: str, resource: str | None) -> None:
        """Takes a right on a resource away from a function; no resource gives it back."""
        iam, role = self.client("iam"), self.function(function)["Role"].rsplit("/", 1)[1]
        if resource is None:
            iam.delete_role_policy(RoleName=role, PolicyName="Mishap")
            return
        document = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": action, "Resource": resource}]}
        iam.put_role_policy(RoleName=role, PolicyName="Mishap", PolicyDocument=json.dumps(document))


def from_environment() -> Stack:
    """The one that scripts/local-stack has started."""
    import deployment

    endpoint = os.environ["AWS_ENDPOINT_URL"]
    return Stack(endpoint, os.environ["HOURGLASS_STACK"], deployment.outputs(endpoint))
