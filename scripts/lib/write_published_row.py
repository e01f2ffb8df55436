# SPDX-License-Identifier: Apache-2.0
"""Writes a row of the state table as the published native-AWS sample does, which is Python with boto3.

    write_published_row.py <table> <user id> <account id> <permission set ARN> <seconds until it expires>
"""

import datetime
import os
import sys

import boto3
from botocore.config import Config


def main() -> None:
    table, user_id, account_id, permission_set_arn, seconds = sys.argv[1:]
    dynamodb = boto3.resource(
        "dynamodb",
        region_name="us-east-1",
        endpoint_url=os.environ["HOURGLASS_TEST_AWS_ENDPOINT_URL"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(proxies={}),
    )
    now = datetime.datetime.now(datetime.timezone.utc)
    expiry = now + datetime.timedelta(seconds=int(seconds))
    dynamodb.Table(table).put_item(
        Item={
            "assignment_id": f"{user_id}#{account_id}#{permission_set_arn}",
            "user_id": user_id,
            "account_id": account_id,
            "permission_set_arn": permission_set_arn,
            "expiry_timestamp": int(expiry.timestamp()),
            # Without a time zone, as datetime.utcnow() has none.
            "created_at": now.replace(tzinfo=None).isoformat(),
        }
    )


if __name__ == "__main__":
    main()
