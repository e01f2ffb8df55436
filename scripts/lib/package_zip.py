# SPDX-License-Identifier: Apache-2.0
"""Makes a function's zip, the same bytes from the same commit with the same tools: scripts/package calls this."""

import argparse
import hashlib
import json
import pathlib
import subprocess
import sys

import package_archive
import package_certificates
import package_elf

# What we allow ourselves. Lambda allows 50 MB, but every cold start loads it.
LARGEST_ZIP = 8_800_000


class TooLarge(Exception):
    """The zip is over our limit."""


def contents(executable: pathlib.Path, policy: pathlib.Path, versions: dict[str, str]) -> dict[str, tuple[int, bytes]]:
    files = {
        "bootstrap": (0o755, bytes(package_elf.shippable(executable).data)),
        "versions.json": (0o644, (json.dumps(versions, indent=2, sort_keys=True) + "\n").encode()),
    }
    for name, content in package_certificates.bundles().items():
        files[f"certificates/{name}"] = (0o644, content)
    if policy.exists():
        files["policy.json"] = (0o644, policy.read_bytes())
    return files


def package(arguments: argparse.Namespace) -> None:
    architecture = package_elf.machine_here()
    versions = dict(pair.split("=", 1) for pair in arguments.version) | {"architecture": architecture}
    files = contents(arguments.executable, arguments.policy, versions)
    # Nobody may find half a zip, or a zip that failed a check, where a whole one is expected.
    draft = arguments.output.with_suffix(".draft")
    package_archive.write(draft, files)
    size = draft.stat().st_size
    if size > LARGEST_ZIP:
        draft.unlink()
        raise TooLarge(f"The zip has {size:,} bytes; at most {LARGEST_ZIP:,} are wanted, for fast cold starts.")
    draft.replace(arguments.output)
    print(f"    architecture {architecture}")
    print(f"    zip          {size / 1e6:.2f} MB, of at most {LARGEST_ZIP / 1e6:.2f}")
    print(f"    bootstrap    {len(files['bootstrap'][1]) / 1e6:.2f} MB, static")
    print(f"    sha256       {hashlib.sha256(arguments.output.read_bytes()).hexdigest()}")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--executable", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--policy", type=pathlib.Path, required=True, help="packaged if it is there")
    parser.add_argument("--version", action="append", default=[], metavar="NAME=VERSION", help="recorded in the zip")
    arguments = parser.parse_args()
    try:
        package(arguments)
    except (package_elf.NotShippable, package_certificates.MissingCertificates, TooLarge) as error:
        arguments.output.unlink(missing_ok=True)
        print(f"{arguments.executable.name} cannot be packaged. {error}", file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"{error.cmd[0]} failed: {error.stderr}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
