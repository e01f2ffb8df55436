# SPDX-License-Identifier: Apache-2.0
"""The certificate authorities that are packaged with a function, out of Debian's ca-certificates.

Only what Mozilla trusts is taken, not what somebody has added to the machine that packages.
"""

import base64
import hashlib
import pathlib
import re

MOZILLA = pathlib.Path("/usr/share/ca-certificates/mozilla")

# The authorities of AWS's endpoints, by the SHA-256 of their certificates, which Amazon publishes at
# https://www.amazontrust.com/repository/ and AWS in its table of endpoint certificates.
AMAZON = {
    "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e": "Amazon Root CA 1",
    "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4": "Amazon Root CA 2",
    "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4": "Amazon Root CA 3",
    "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092": "Amazon Root CA 4",
    "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5": "Starfield Services Root CA - G2",
}

CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END CERTIFICATE-----")


class MissingCertificates(Exception):
    """An authority that AWS uses is not there."""


def fingerprint(text: str) -> str:
    return hashlib.sha256(base64.b64decode(CERTIFICATE.fullmatch(text)[1])).hexdigest()


def bundles(folder: pathlib.Path = MOZILLA) -> dict[str, bytes]:
    """The files by the names the functions look for: Amazon's few, and all of Mozilla's."""
    everything = [
        match[0] for path in sorted(folder.glob("*.crt")) for match in CERTIFICATE.finditer(path.read_text("ascii"))
    ]
    found = {fingerprint(text): text for text in everything}
    if missing := [name for digest, name in AMAZON.items() if digest not in found]:
        raise MissingCertificates(
            f"{folder} has no certificate of {', '.join(missing)}. Install a current ca-certificates package."
        )
    return {"amazon.pem": pem([found[digest] for digest in AMAZON]), "all.pem": pem(everything)}


def pem(certificates: list[str]) -> bytes:
    return "".join(f"{text}\n" for text in certificates).encode("ascii")
