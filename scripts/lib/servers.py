# SPDX-License-Identifier: Apache-2.0
"""The server processes of the local AWS: starting them, knowing them again, and ending them and only them."""

import contextlib
import dataclasses
import json
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Protocol

LOOPBACK = "127.0.0.1"
REGION = "us-east-1"
ACCOUNT_ID = "123456789012"
START_SECONDS = 30
STOP_SECONDS = 5
POLL_SECONDS = 0.03


class ServerError(Exception):
    """A server did not start; the message ends with what it printed last."""


@dataclasses.dataclass
class Server:
    name: str
    pid: int
    born: str
    port: int
    log: str

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def is_running(self) -> bool:
        return birth(self.pid) == self.born


class Kind(Protocol):
    """A server that can be started here."""

    def start(self) -> Server: ...

    def is_ready(self, server: Server) -> bool: ...


def stop(servers: list[Server]) -> bool:
    """Ends the processes and what they started, those that still are the ones started here. False if none was."""
    running = [server for server in servers if server.is_running()]
    found = bool(running)
    for force in (signal.SIGTERM, signal.SIGKILL):
        for server in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, force)
        deadline = time.monotonic() + STOP_SECONDS
        while (running := [server for server in running if server.is_running()]) and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
    return found


def birth(pid: int) -> str | None:
    """When the process began, which tells it from a later one of the same id. None if there is none."""
    try:
        status = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        if os.path.isdir("/proc/self"):
            return None
        # Not Linux.
        answer = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return answer.stdout.strip() or None
    # The name in parentheses may hold spaces; the state is the field after it and the start time the 20th.
    fields = status.rpartition(")")[2].split()
    return None if fields[0] == "Z" else fields[19]


def load(record: pathlib.Path) -> list[Server]:
    try:
        return [Server(**entry) for entry in json.loads(record.read_text())]
    except FileNotFoundError:
        return []


def save(record: pathlib.Path, servers: list[Server]) -> None:
    draft = record.with_suffix(".draft")
    draft.write_text(json.dumps([dataclasses.asdict(server) for server in servers], indent=2))
    draft.rename(record)


def clean_environment() -> dict[str, str]:
    """Little of the caller's: the emulators read dozens of variables, and no call of theirs may reach a real account."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
    return {key: os.environ[key] for key in kept if key in os.environ} | {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def spawn(name: str, command: list[str], environment: dict[str, str], port: int, folder: pathlib.Path) -> Server:
    log = folder / f"{name}.log"
    # Not a Popen: that expects to outlive what it starts. A session of its own, so that Ctrl-C here does not reach it.
    pid = os.posix_spawn(
        command[0],
        command,
        environment,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )
    return Server(name, pid, birth(pid) or "", port, str(log))


class MiniStack:
    """Everything but Identity Center. It cannot be told to take any port, so one is chosen for it."""

    name = "ministack"
    preferred_port = 4570

    def __init__(self, folder: pathlib.Path, port: int | None = None, settings: dict[str, str] | None = None):
        self.folder = folder
        self.port = port
        self.settings = settings or {}
        # Its health page repeats this: so we know that it is our own server that answers.
        self.token = f"hourglass-{secrets.token_hex(8)}"

    def start(self) -> Server:
        port = self.port or free_port(self.preferred_port)
        data = self.folder / "ministack"
        (data / "tmp").mkdir(parents=True, exist_ok=True)
        environment = clean_environment() | {
            "BIND_HOST": LOOPBACK,
            "GATEWAY_PORT": str(port),
            "MINISTACK_REGION": REGION,
            "MINISTACK_ACCOUNT_ID": ACCOUNT_ID,
            "MINISTACK_EDITION": self.token,
            # Where functions that it runs itself find AWS.
            "AWS_ENDPOINT_URL": f"http://{LOOPBACK}:{port}",
            # It would open these two on every interface.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "S3_DATA_DIR": str(data / "s3"),
            "STATE_DIR": str(data / "state"),
            "TMPDIR": str(data / "tmp"),
        } | self.settings
        launcher = pathlib.Path(__file__).with_name("ministack_launcher.py")
        return spawn(self.name, [sys.executable, str(launcher)], environment, port, self.folder)

    def is_ready(self, server: Server) -> bool:
        answer = get(f"{server.url}/_ministack/health")
        return answer is not None and json.loads(answer).get("edition") == self.token


class Moto:
    """Identity Center, the identity store and Organizations. It takes its port itself and says which."""

    name = "moto"
    preferred_port = 5055

    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.port_file = folder / "moto.port"

    def start(self) -> Server:
        self.port_file.unlink(missing_ok=True)
        launcher = pathlib.Path(__file__).with_name("moto_launcher.py")
        command = [sys.executable, str(launcher), "--port", str(self.preferred_port), "--port-file", str(self.port_file)]
        return spawn(self.name, command, clean_environment(), self.preferred_port, self.folder)

    def is_ready(self, server: Server) -> bool:
        if not self.port_file.exists():
            return False
        server.port = int(self.port_file.read_text())
        return get(f"{server.url}/moto-api/data.json") is not None


def start_all(record: pathlib.Path, *stages: Callable[[list[Server]], list[Kind]]) -> list[Server]:
    """Starts the servers of each stage at once and waits until they answer; a stage is told those before it.

    Another program may win the race for a port: then all again.
    """
    for attempt in range(3):
        servers: list[Server] = []
        try:
            for stage in stages:
                kinds = stage(servers)
                for kind in kinds:
                    servers.append(kind.start())
                    save(record, servers)
                deadline = time.monotonic() + START_SECONDS
                for kind, server in zip(kinds, servers[-len(kinds) :]):
                    wait(kind, server, deadline)
            save(record, servers)
            return servers
        except BaseException as error:
            stop(servers)
            if not (isinstance(error, ServerError) and "in use" in str(error) and attempt < 2):
                raise
    raise AssertionError("the last attempt either returns or raises")


def wait(kind: Kind, server: Server, deadline: float) -> None:
    while not kind.is_ready(server):
        if not server.is_running():
            raise ServerError(f"{server.name} ended while starting.{last_words(server)}")
        if time.monotonic() > deadline:
            raise ServerError(f"{server.name} did not answer within {START_SECONDS} s.{last_words(server)}")
        time.sleep(POLL_SECONDS)


def last_words(server: Server) -> str:
    lines = pathlib.Path(server.log).read_text(errors="replace").splitlines()[-15:]
    return f" {server.log} ends with:\n" + "\n".join(f"    {line}" for line in lines)


def free_port(preferred: int) -> int:
    for port in (preferred, 0):
        with socket.socket() as probe:
            # A port whose last connections are still winding down is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
                # Binding alone would succeed next to another bound socket that is not listening yet.
                probe.listen()
            except OSError:
                continue
            return probe.getsockname()[1]
    raise ServerError("No free port on loopback.")


def get(url: str) -> bytes | None:
    # Without the proxies of the environment: this is loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2) as answer:
            return answer.read()
    except (urllib.error.URLError, OSError, ValueError):
        return None
