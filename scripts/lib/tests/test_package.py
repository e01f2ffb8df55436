# SPDX-License-Identifier: Apache-2.0
"""What is put into a function's zip, and what is refused."""

import base64
import hashlib
import pathlib
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
import unittest.mock
import zipfile

import package_archive
import package_certificates
import package_elf
import package_zip

# Ends a thread by pthread_exit, which unwinds.
PROGRAM = """
#include <pthread.h>
#include <stdio.h>
static void *work(void *unused) { pthread_exit((void *)7); }
int main(void) {
    pthread_t thread;
    void *result;
    pthread_create(&thread, NULL, work, NULL);
    pthread_join(thread, &result);
    printf("%ld", (long)result);
    return 0;
}
"""


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)


@unittest.skipUnless(shutil.which("clang") and sys.platform == "linux", "there is no compiler to make one with")
class Executables(Folder):
    def compile(self, *options: str) -> pathlib.Path:
        path = self.folder / "program"
        subprocess.run(["clang", "-x", "c", "-", "-o", str(path), *options], input=PROGRAM, text=True, check=True)
        return path

    def test_what_is_shipped_still_runs_and_is_smaller_for_the_zip(self):
        program = self.compile("-static", "-g")
        elf = package_elf.shippable(program)
        shipped = self.folder / "shipped"
        shipped.write_bytes(elf.data)
        shipped.chmod(0o755)
        self.assertEqual(subprocess.run([shipped], capture_output=True, check=True).stdout, b"7")
        _, offset, size = elf.sections()[".eh_frame"]
        self.assertGreater(elf.data[offset : offset + size].count(0), 0.8 * size)
        self.assertNotIn(".symtab", elf.sections())

    def test_one_that_needs_shared_libraries_is_refused(self):
        with self.assertRaisesRegex(package_elf.NotShippable, "not static"):
            package_elf.shippable(self.compile())

    def test_one_with_foundation_or_for_another_machine_is_refused(self):
        elf = package_elf.Elf(self.compile("-static").read_bytes())
        for name in ("$s10Foundation4DateV", "icudt76_dat", "$s30FoundationInternationalization6x"):
            with self.subTest(name), self.assertRaisesRegex(package_elf.NotShippable, "FoundationEssentials"):
                package_elf.check(elf, ["main", name], elf.machine)
        with self.assertRaisesRegex(package_elf.NotShippable, "built for"):
            package_elf.check(elf, [], "s390x")
        package_elf.check(elf, ["$s20FoundationEssentials4DateV"], elf.machine)

    def test_what_is_no_executable_is_refused(self):
        with self.assertRaisesRegex(package_elf.NotShippable, "no 64-bit ELF"):
            package_elf.Elf(b"#!/bin/sh\n")


class Zips(Folder):
    FILES = {"bootstrap": (0o755, b"code"), "certificates/all.pem": (0o644, b"pem")}

    def test_modes_are_those_that_Lambda_needs(self):
        path = self.folder / "Grant.zip"
        package_archive.write(path, self.FILES)
        with zipfile.ZipFile(path) as archive:
            modes = {entry.filename: entry.external_attr >> 16 for entry in archive.infolist()}
        self.assertEqual(modes, {"bootstrap": stat.S_IFREG | 0o755, "certificates/all.pem": stat.S_IFREG | 0o644})

    def test_the_same_files_make_the_same_bytes(self):
        digests = set()
        for number, files in enumerate((self.FILES, dict(reversed(self.FILES.items())))):
            path = self.folder / f"{number}.zip"
            package_archive.write(path, files)
            digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
        self.assertEqual(len(digests), 1)

    def test_other_readers_find_what_was_put_in(self):
        files = {"large": (0o644, bytes(range(256)) * 5000), "empty": (0o644, b""), **self.FILES}
        path = self.folder / "Grant.zip"
        package_archive.write(path, files)
        with zipfile.ZipFile(path) as archive:
            self.assertIsNone(archive.testzip())
            for name, (_, content) in files.items():
                self.assertEqual(archive.read(name), content)
            self.assertEqual({entry.date_time for entry in archive.infolist()}, {(1980, 1, 1, 0, 0, 0)})
        if shutil.which("unzip"):
            subprocess.run(["unzip", "-tqq", path], check=True, stdout=subprocess.DEVNULL)

    def test_one_that_is_damaged_is_noticed(self):
        path = self.folder / "Grant.zip"
        package_archive.write(path, self.FILES)
        with self.assertRaises(package_archive.Damaged):
            package_archive.check(path, {**self.FILES, "bootstrap": (0o755, b"other code")})

    def package(self, *options: str) -> int:
        output = self.folder / "Grant.zip"
        arguments = ["package_zip.py", "--executable", "Grant", "--output", str(output), "--policy", str(self.policy)]
        with (
            unittest.mock.patch.object(sys, "argv", [*arguments, *options]),
            unittest.mock.patch.object(package_elf, "shippable", return_value=unittest.mock.Mock(data=self.code)),
            unittest.mock.patch.object(package_certificates, "bundles", return_value={"all.pem": b"pem"}),
            unittest.mock.patch("builtins.print"),
        ):
            return package_zip.main()

    def names(self) -> list[str]:
        with zipfile.ZipFile(self.folder / "Grant.zip") as archive:
            return archive.namelist()

    def test_a_policy_is_packaged_if_there_is_one(self):
        self.code, self.policy = b"code", self.folder / "policy.json"
        self.assertEqual(self.package(), 0)
        self.assertEqual(self.names(), ["bootstrap", "certificates/all.pem", "versions.json"])
        self.policy.write_text("{}")
        self.assertEqual(self.package("--version", "libcurl=1"), 0)
        self.assertEqual(self.names(), ["bootstrap", "certificates/all.pem", "policy.json", "versions.json"])

    def test_one_that_is_too_large_is_refused_and_no_older_one_is_left(self):
        self.code, self.policy = b"code", self.folder / "policy.json"
        self.assertEqual(self.package(), 0)
        with unittest.mock.patch.object(package_zip, "LARGEST_ZIP", 100):
            self.assertEqual(self.package(), 1)
        self.assertEqual(list(self.folder.iterdir()), [])


class Certificates(Folder):
    def certificate(self, name: str) -> str:
        body = base64.b64encode(name.encode() * 20).decode()
        return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----"

    def write(self, *names: str) -> dict[str, str]:
        """The fingerprints by name."""
        for name in names:
            (self.folder / f"{name}.crt").write_text(self.certificate(name) + "\n")
        return {package_certificates.fingerprint(self.certificate(name)): name for name in names}

    def test_those_of_amazon_are_found_by_fingerprint_whatever_their_files_are_called(self):
        self.write("a-stranger", "z-stranger")
        amazon = self.write("renamed")
        with unittest.mock.patch.object(package_certificates, "AMAZON", amazon):
            bundles = package_certificates.bundles(self.folder)
        self.assertEqual(bundles["amazon.pem"].decode(), self.certificate("renamed") + "\n")
        self.assertEqual(bundles["all.pem"].count(b"BEGIN CERTIFICATE"), 3)

    def test_a_missing_one_is_named(self):
        self.write("a-stranger")
        with self.assertRaisesRegex(package_certificates.MissingCertificates, "Amazon Root CA 1.* ca-certificates"):
            package_certificates.bundles(self.folder)

    @unittest.skipUnless(package_certificates.MOZILLA.is_dir(), "ca-certificates is not installed")
    def test_the_system_has_all_five(self):
        self.assertEqual(package_certificates.bundles()["amazon.pem"].count(b"BEGIN CERTIFICATE"), 5)


if __name__ == "__main__":
    unittest.main()
