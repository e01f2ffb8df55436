# SPDX-License-Identifier: Apache-2.0
"""The size of what is uploaded to Lambda, in 10^6 bytes."""

import io
import zipfile
from pathlib import Path

# What boto3 needs and the Python runtime of Lambda has in its image.
SDK = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six.py")


def zipped(files):
    """`files` are pairs of a path and its name in the zip."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, name in files:
            archive.write(path, name)
    return len(target.getvalue()) / 1e6


def python_sizes(code, site_packages):
    own = [(path, path.name) for path in sorted(code.glob("*.py"))]
    sdk = [
        (path, str(path.relative_to(site_packages)))
        for name in SDK
        for path in ([site_packages / name] if name.endswith(".py") else sorted((site_packages / name).rglob("*")))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return {"code alone, with the boto3 of Lambda's image": zipped(own), "code with its own boto3": zipped(own + sdk)}


def hourglass_sizes(programs):
    """Of the packaged zips, or of the executables if nothing is packaged."""
    return {
        f"{function}.zip" if zip_file else f"{function}, its stripped executable zipped": (
            Path(zip_file).stat().st_size / 1e6 if zip_file else zipped([(executable, "bootstrap")])
        )
        for function, (executable, zip_file) in programs.items()
    }
