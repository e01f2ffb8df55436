# SPDX-License-Identifier: Apache-2.0
"""The programs that are measured, and a process of one of them."""

import os
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": "example-session-token",
}


@dataclass
class Competitor:
    """How to start a program as one of the functions; what it cannot be is missing from `commands`."""

    name: str
    commands: dict
    folders: dict  # what is in each function's zip
    variables: dict = field(default_factory=dict)

    def start(self, function, standin, stamp):
        return Running(self, function, standin, stamp)


class Running:
    """A process, from its start until `with` ends."""

    def __init__(self, competitor, function, standin, stamp):
        variables = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
            "AWS_LAMBDA_RUNTIME_API": standin.address,
            "AWS_ENDPOINT_URL": f"http://{standin.address}",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_LAMBDA_FUNCTION_NAME": function,
            "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
            "AWS_LAMBDA_LOG_FORMAT": "JSON",
            "AWS_LAMBDA_LOG_LEVEL": "INFO",
            "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function}",
            "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
            "LAMBDA_TASK_ROOT": str(competitor.folders[function]),
            "_HANDLER": f"{function.lower()}.handler",
            "ALERT_TOPIC_ARN": "arn:aws:sns:us-east-1:111122223333:jit-access-alerts",
            **CREDENTIALS,
            **competitor.variables,
        }
        reader, writer = os.pipe()
        try:
            self._process = subprocess.Popen(
                [stamp, str(writer), *competitor.commands[function]],
                cwd=competitor.folders[function],
                env=variables,
                pass_fds=[writer],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        finally:
            os.close(writer)
        with os.fdopen(reader) as stamps:
            began = int(stamps.readline())
        self.start_ms = (standin.ready_at(after=began) - began) / 1e6
        self.start_cpu_ms = self.cpu_ms()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()

    def cpu_ms(self):
        """What all its threads have used of the processors."""
        # The clock of another process, as clock_getcpuclockid(3) makes its id.
        return time.clock_gettime((~self._process.pid << 3) | 2) * 1000

    def peak_mb(self):
        """The most memory it had at any time (resident, with the pages of its files), in 10^6 bytes."""
        for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
        raise RuntimeError("no VmHWM in /proc; this needs Linux")
