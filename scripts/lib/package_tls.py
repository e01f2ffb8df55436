# SPDX-License-Identifier: Apache-2.0
"""A certificate authority for tests, a TLS server in front of the local AWS, and a name server that knows one answer."""

import contextlib
import datetime
import ipaddress
import pathlib
import random
import socket
import ssl
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOOPBACK = "127.0.0.1"


class Authority:
    """A certificate authority that nobody trusts of his own accord."""

    def __init__(self, name: str):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = common_name(name)
        self.certificate = (
            builder(self.name, self.name, self.key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def server_context(self, host: str, folder: pathlib.Path) -> ssl.SSLContext:
        """For a server with a certificate for `host`; Python reads it from a file only."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            builder(common_name(host), self.name, key)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
            .sign(self.key, hashes.SHA256())
        )
        file = folder / f"{host}.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def common_name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
    )


class TLSFront:
    """Takes TLS connections and passes what they carry on to a plain server."""

    def __init__(self, context: ssl.SSLContext, upstream: tuple[str, int]):
        self.context, self.upstream = context, upstream
        self.listener = socket.create_server((LOOPBACK, 0))
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        # Those that got through the handshake: the lines that began the requests of each.
        self.connections: list[list[str]] = []
        threading.Thread(target=self.accept, daemon=True).start()

    def close(self) -> None:
        # Closing alone would leave the thread waiting.
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), self.context.wrap_socket(client, server_side=True) as secure:
            # In TLS 1.3 the server is content before the client has checked its certificate; so wait for a byte.
            first = secure.recv(65536)
            if not first:
                return
            requests: list[str] = []
            with self.lock:
                self.connections.append(requests)
            with socket.create_connection(self.upstream) as server:
                threading.Thread(target=self.pump, args=(server, secure), daemon=True).start()
                while first:
                    if first.startswith((b"GET ", b"POST ")):
                        requests.append(first.split(b"\r\n", 1)[0].decode("ascii"))
                    server.sendall(first)
                    first = secure.recv(65536)

    @staticmethod
    def pump(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while part := source.recv(65536):
                target.sendall(part)


class NameServer:
    """Answers every question for an IPv4 address with 127.0.0.1, and that there is no other (RFC 1035)."""

    def __init__(self) -> None:
        # The port is fixed, for /etc/resolv.conf has no place for one; every address of 127/8 is this machine.
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        for _ in range(20):
            self.address = f"127.{random.randint(16, 254)}.{random.randint(0, 254)}.{random.randint(1, 254)}"
            with contextlib.suppress(OSError):
                self.socket.bind((self.address, 53))
                break
        else:
            raise OSError("no address of 127/8 has a free port 53")
        self.asked: list[str] = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            question, client = self.socket.recvfrom(512)
            position, labels = 12, []
            while length := question[position]:
                labels.append(question[position + 1 : position + 1 + length].decode("ascii"))
                position += 1 + length
            self.asked.append(".".join(labels))
            is_address = question[position + 1 : position + 3] == b"\0\1"
            record = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + ipaddress.IPv4Address(LOOPBACK).packed if is_address else b""
            header = question[:2] + b"\x81\x80\0\1" + (b"\0\1" if is_address else b"\0\0") + b"\0\0\0\0"
            self.socket.sendto(header + question[12 : position + 5] + record, client)
