# SPDX-License-Identifier: Apache-2.0
"""The clients, one a service for the life of the container, and how calls that do not need each other are made."""

import os
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

# One call after the other is what a Lambda function in Python usually does; BENCH_THREADS=5 makes as many at once as
# Hourglass does.
THREADS = int(os.environ.get("BENCH_THREADS", "1"))

_config = Config(retries={"mode": "standard", "max_attempts": 3}, max_pool_connections=10)

dynamodb = boto3.client("dynamodb", config=_config)
sso_admin = boto3.client("sso-admin", config=_config)
identity_store = boto3.client("identitystore", config=_config)
organizations = boto3.client("organizations", config=_config)

_pool = ThreadPoolExecutor(10) if THREADS > 1 else None


def together(*calls):
    """The results of calls that do not need each other, in their order."""
    if _pool is None:
        return [call() for call in calls]
    return [future.result() for future in [_pool.submit(call) for call in calls]]


def code(error):
    return error.response["Error"]["Code"]


def found(call, **arguments):
    """The answer, or None if there is no such thing."""
    try:
        return call(**arguments)
    except ClientError as error:
        if code(error) == "ResourceNotFoundException":
            return None
        raise


def alert(subject, message):
    """To the topic if there is one; the client is made when it is needed, which is seldom."""
    topic = os.environ.get("ALERT_TOPIC_ARN")
    if topic:
        boto3.client("sns", config=_config).publish(TopicArn=topic, Subject=subject, Message=message)
