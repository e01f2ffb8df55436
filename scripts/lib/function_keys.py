# SPDX-License-Identifier: Apache-2.0
"""The credentials that MiniStack gives the functions it runs: a session of the function's role, made of two ARNs.

That is how the pinned version derives them. With another one every call of a function to Identity Center is denied by
the router, and nothing passes that should not.
"""

import hashlib


def access_key(function_arn: str, role_arn: str) -> str:
    return f"ASIA{digest(function_arn, role_arn)[:16].upper()}"


def credentials(function_arn: str, role_arn: str) -> dict[str, str]:
    """As boto3's arguments. They work once the function has run."""
    secret = digest(function_arn, role_arn)
    return {
        "aws_access_key_id": access_key(function_arn, role_arn),
        "aws_secret_access_key": hashlib.sha256(f"secret:{secret}".encode()).hexdigest(),
        "aws_session_token": hashlib.sha256(f"token:{secret}".encode()).hexdigest(),
    }


def digest(function_arn: str, role_arn: str) -> str:
    return hashlib.sha256(f"{function_arn}:{role_arn}".encode()).hexdigest()
