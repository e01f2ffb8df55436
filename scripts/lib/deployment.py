# SPDX-License-Identifier: Apache-2.0
"""Deploys template.yaml to the local stack as everybody does it: with the SAM CLI."""

import os
import pathlib
import subprocess

import seed
import servers
import template
from servers import ServerError

STACK = "hourglass"
BUCKET = "hourglass-artifacts"
# The SAM CLI cannot share an environment with the emulators: each wants its own version of boto3.
SAM = template.TEMPLATE.parent / ".venv-sam" / "bin" / "python"


def sam(endpoint: str, folder: pathlib.Path, *arguments: str) -> None:
    """Runs the SAM CLI against the local stack; what it prints goes to a log that an error quotes."""
    log = folder / "sam.log"
    environment = servers.clean_environment() | {
        "AWS_ENDPOINT_URL": endpoint,
        "SAM_CLI_TELEMETRY": "0",
        # Not the caller's: they may name other regions, endpoints and profiles.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    with log.open("w") as output:
        result = subprocess.run(
            [str(SAM), "-m", "samcli", *arguments],
            env=environment,
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if result.returncode != 0:
        end = "\n".join(f"    {line}" for line in log.read_text(errors="replace").splitlines()[-15:])
        raise ServerError(f"sam {arguments[0]} failed. {log} ends with:\n{end}")


def deploy(endpoint: str, folder: pathlib.Path, parameters: dict[str, str] | None = None) -> None:
    """Deploys or updates, with every other parameter's default."""
    values = [f"{key}={value}" for key, value in (parameters or {}).items()]
    overrides = ["--parameter-overrides", *values] if values else []
    seed.client("s3", endpoint).create_bucket(Bucket=BUCKET)
    sam(
        endpoint,
        folder,
        "deploy",
        f"--template-file={template.TEMPLATE}",
        f"--stack-name={STACK}",
        f"--s3-bucket={BUCKET}",
        f"--region={servers.REGION}",
        "--capabilities=CAPABILITY_IAM",
        "--no-confirm-changeset",
        "--no-fail-on-empty-changeset",
        *overrides,
    )


def upload(endpoint: str, zip_name: str) -> str:
    """The address of a packaged function, for a template that CloudFormation gets as it is."""
    path = template.TEMPLATE.parent / "dist" / zip_name
    seed.client("s3", endpoint).put_object(Bucket=BUCKET, Key=zip_name, Body=path.read_bytes())
    return f"s3://{BUCKET}/{zip_name}"


def create(endpoint: str, body: str, stack: str, parameters: dict[str, str]) -> None:
    """Creates a stack without the SAM CLI, which takes seconds to start.

    By way of S3: in the call itself CloudFormation takes no template of more than 51,200 bytes.
    """
    cloudformation = seed.client("cloudformation", endpoint)
    seed.client("s3", endpoint).put_object(Bucket=BUCKET, Key=f"{stack}.yaml", Body=body.encode())
    cloudformation.create_stack(
        StackName=stack,
        TemplateURL=f"{endpoint}/{BUCKET}/{stack}.yaml",
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=as_parameters(parameters),
    )
    cloudformation.get_waiter("stack_create_complete").wait(StackName=stack, WaiterConfig={"Delay": 1})


def change(endpoint: str, parameters: dict[str, str], stack: str = STACK) -> None:
    """Updates a stack: the same template with other parameters."""
    cloudformation = seed.client("cloudformation", endpoint)
    cloudformation.update_stack(
        StackName=stack,
        UsePreviousTemplate=True,
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        Parameters=as_parameters(parameters),
    )
    cloudformation.get_waiter("stack_update_complete").wait(StackName=stack, WaiterConfig={"Delay": 1})


def as_parameters(values: dict[str, str]) -> list[dict[str, str]]:
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]


def outputs(endpoint: str, stack: str = STACK) -> dict[str, str]:
    """What the stack says of itself."""
    found = seed.client("cloudformation", endpoint).describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in found["Outputs"]}
