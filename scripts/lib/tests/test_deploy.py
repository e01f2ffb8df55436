# SPDX-License-Identifier: Apache-2.0
"""What scripts/deploy asks, what it says, and what `sam deploy` is told."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

import deploy_settings
from deploying import NO_STACK, SMOKE, SWIFT, Deployment, limit, stack


class Deploying(Deployment):
    def parameters(self, *arguments: str) -> tuple[dict[str, str], str]:
        """The parameters that sam was told, and what was printed."""
        status, printed, told = self.deploy("--yes", "--region", "eu-central-1", *arguments)
        self.assertEqual(status, 0, printed)
        at = told.index("--parameter-overrides")
        self.assertEqual(told[:3], ["deploy", "--template-file", "template.yaml"])
        self.assertEqual(told.count("--parameter-overrides"), 1)
        return deploy_settings.parsed(told[at + 1 :]), printed

    # ------------------------------------------------------------------------------------------------------ the policy

    def test_what_the_policy_lends_is_shown_and_only_yes_goes_on(self):
        for typed, goes_on in (("y\n", True), ("Yes\n", True), ("n\n", False), ("\n", False), ("no\n", False), ("\x04", False)):
            status, printed, told = self.deploy(typed=typed)
            self.assertIn("Lends without approval: AdministratorAccess", printed)
            self.assertEqual(told is not None, goes_on, (typed, printed))
            self.assertEqual(status == 0, goes_on, (typed, printed))
            if not goes_on:
                self.assertNotIn("list-delegated", (self.root / "aws.log").read_text())
            (self.root / "aws.log").unlink()

    def test_where_nobody_can_be_asked_only_yes_on_the_command_line_goes_on(self):
        status, printed, told = self.deploy("--", "--resolve-s3")
        self.assertEqual((status, told), (1, None))
        self.assertIn("Say so with --yes", printed)
        status, printed, told = self.deploy("--yes", "--", "--resolve-s3")
        self.assertEqual(status, 0, printed)
        self.assertIn("Lends without approval: AdministratorAccess", printed)
        self.assertIn("--resolve-s3", told)

    def test_a_policy_with_findings_is_deployed_by_nobody(self):
        self.stub("swift", SWIFT, status=1, tests=0)
        for arguments, typed in ((("--yes",), None), ((), "y\n")):
            status, printed, told = self.deploy(*arguments, typed=typed)
            self.assertEqual((status, told), (1, None))
            self.assertIn("The policy has findings", printed)

    def test_a_policy_that_fails_its_tests_is_deployed_by_nobody(self):
        self.stub("swift", SWIFT, status=0, tests=1)
        status, printed, told = self.deploy("--yes", "--", "--resolve-s3")
        self.assertEqual((status, told is not None), (0, True), "there are no tests")
        self.assertNotIn("tested", printed)
        (self.root / "policy.tests.json").write_text("{}")
        status, printed, told = self.deploy("--yes", "--", "--resolve-s3")
        self.assertEqual((status, told), (1, None))
        self.assertIn("does not do what policy.tests.json expects", printed)
        self.stub("swift", SWIFT, status=0, tests=0)
        status, printed, told = self.deploy("--yes", "--", "--resolve-s3")
        self.assertEqual(status, 0, printed)
        self.assertIn("tested", printed)

    def test_zips_with_another_policy_are_made_anew(self):
        later = (self.root / "dist/Grant.zip").stat().st_mtime + 10
        os.utime(self.root / "policy.json", (later, later))
        self.stub("package", "#!/bin/sh\necho packaged anew\n")
        shutil.move(self.root / "bin/package", self.root / "scripts/package")
        status, printed, _ = self.deploy("--yes", "--", "--resolve-s3")
        self.assertEqual(status, 0, printed)
        self.assertIn("packaged anew", printed)

    # ------------------------------------------------------------------------------------------------- whether it works

    def test_what_was_deployed_is_asked_whether_it_works(self):
        kept = '[default.deploy.parameters]\nstack_name = "kept"\nregion = "us-west-2"\n'
        for arguments, typed, config, wanted in (
            (("--yes", "--", "--resolve-s3"), None, "", "--stack hourglass"),
            (("--yes", "--stack", "other", "--", "--resolve-s3"), None, "", "--stack other"),
            (("--yes", "--", "--stack-name=mine", "--region", "eu-west-1"), None, "", "--stack mine --region eu-west-1"),
            (("--yes",), None, kept, "--stack kept --region us-west-2"),
            (("--yes", "--stack", "other"), None, kept, "--stack other --region us-west-2"),
            (("--yes", "--region", "eu-west-1"), None, kept, "--stack kept --region eu-west-1"),
        ):
            (self.root / "samconfig.toml").unlink(missing_ok=True)
            if config:
                (self.root / "samconfig.toml").write_text(config)
            status, printed, _ = self.deploy(*arguments, typed=typed)
            self.assertEqual(status, 0, printed)
            self.assertEqual((self.root / "smoke.log").read_text().strip(), wanted)

    def test_where_sam_asks_its_answer_is_what_counts(self):
        self.assertEqual(
            deploy_settings.place(["deploy", "--guided", "--stack-name", "hourglass"], {"stack_name": "typed", "region": "x"}),
            ["--stack", "typed", "--region", "x"],
        )
        self.assertEqual(deploy_settings.place(["deploy", "--guided", "--stack-name", "a"], {}), ["--stack", "a"])

    def test_what_does_not_work_is_not_called_deployed_well(self):
        self.stub("smoke", SMOKE, status=1)
        shutil.move(self.root / "bin/smoke", self.root / "scripts/smoke")
        status, printed, told = self.deploy("--yes", "--", "--resolve-s3")
        self.assertEqual(status, 1)
        self.assertIsNotNone(told)
        self.assertIn("does not work as it should", printed)

    def test_a_change_set_alone_is_asked_nothing(self):
        status, printed, _ = self.deploy("--yes", "--", "--resolve-s3", "--no-execute-changeset")
        self.assertEqual(status, 0, printed)
        self.assertIn("nothing was deployed", printed)
        self.assertFalse((self.root / "smoke.log").exists())

    # ----------------------------------------------------------------------------------------------- protected accounts

    def test_the_delegated_administrators_are_protected(self):
        told, printed = self.parameters("--", "--resolve-s3")
        self.assertEqual(told["ProtectedAccounts"], "111122223333,444455556666")
        self.assertIn("444455556666 is protected: a service's administration is delegated to it (security)", printed)
        self.assertNotIn("\x1b", printed)

    def test_those_that_are_set_stay_protected(self):
        for arguments, there, wanted in (
            (["ProtectedAccounts=777788889999"], "", "111122223333,444455556666,777788889999"),
            ([], "777788889999,444455556666", "111122223333,444455556666,777788889999"),
            (["ProtectedAccounts="], "777788889999", "111122223333,444455556666"),
        ):
            self.answers["describe-stacks"] = stack({"ProtectedAccounts": there})
            told, printed = self.parameters("--", "--parameter-overrides", "AlertEmail=ops@example.com", *arguments)
            self.assertEqual(told["ProtectedAccounts"], wanted)
            self.assertEqual(told["AlertEmail"], "ops@example.com")
            self.assertEqual("777788889999 is protected: ProtectedAccounts names it" in printed, "777788889999" in wanted)

    def test_who_may_not_ask_keeps_what_is_set_and_is_told(self):
        self.answers["list-delegated-administrators"] = None
        told, printed = self.parameters("--", "--resolve-s3")
        self.assertNotIn("ProtectedAccounts", told)
        self.assertIn("Organizations was not asked for its delegated administrators: An error occurred (AccessDenied)", printed)
        self.assertIn("ProtectedAccounts stays empty", printed)
        told, printed = self.parameters("--", "--parameter-overrides", "ProtectedAccounts=777788889999")
        self.assertEqual(told["ProtectedAccounts"], "777788889999")
        self.assertIn("ProtectedAccounts stays 777788889999", printed)
        # A stack keeps the value of a parameter that it is not told.
        self.answers["describe-stacks"] = stack({"ProtectedAccounts": "777788889999"})
        told, printed = self.parameters("--", "--resolve-s3")
        self.assertNotIn("ProtectedAccounts", told)
        self.assertIn("ProtectedAccounts stays 777788889999", printed)

    def test_an_organization_without_any_has_none(self):
        self.answers["list-delegated-administrators"] = {"DelegatedAdministrators": []}
        told, _ = self.parameters("--", "--resolve-s3")
        self.assertEqual(told["ProtectedAccounts"], "")

    # ------------------------------------------------------------------------------------------------------ concurrency

    def test_what_lambda_allows_is_reserved(self):
        # Limit, unreserved, what the stack has; what Revoke and the Gateway get.
        has_both = stack({"RevokeReservedConcurrency": "5", "GatewayMaximumConcurrency": "20"}, "RevokeFunction", "GatewayFunction")
        has_revoke = stack({"RevokeReservedConcurrency": "5", "GatewayMaximumConcurrency": "20"}, "RevokeFunction")
        had_none = stack({"RevokeReservedConcurrency": "0", "GatewayMaximumConcurrency": "0"}, "RevokeFunction", "GatewayFunction")
        own = stack({"RevokeReservedConcurrency": "8", "GatewayMaximumConcurrency": "30"}, "RevokeFunction", "GatewayFunction")
        for what, there, wanted in (
            (limit(1000), NO_STACK, ("5", "20")),
            (limit(125), NO_STACK, ("5", "20")),
            (limit(124), NO_STACK, ("5", "0")),
            (limit(110), NO_STACK, ("5", "0")),
            (limit(104), NO_STACK, ("0", "0")),
            (limit(10), NO_STACK, ("0", "0")),
            # Others have reserved nearly all.
            (limit(1000, 110), NO_STACK, ("5", "0")),
            (limit(1000, 100), NO_STACK, ("0", "0")),
            # What the stack has reserved itself is its own.
            (limit(125, 100), has_both, ("5", "20")),
            (limit(125, 120), has_revoke, ("5", "20")),
            (limit(1000, 975), own, ("8", "30")),
            # There was no room, and now there is.
            (limit(1000), had_none, ("5", "20")),
        ):
            self.answers |= {"get-account-settings": what, "describe-stacks": there}
            told, printed = self.parameters("--", "--resolve-s3")
            self.assertEqual((told["RevokeReservedConcurrency"], told["GatewayMaximumConcurrency"]), wanted, printed)
            self.assertEqual("L-B99A9384" in printed, "0" in wanted, printed)
        self.assertIn("lambda get-account-settings --region eu-central-1", (self.root / "aws.log").read_text())

    def test_which_quota_to_ask_for_is_said_and_what_happens_meanwhile(self):
        self.answers["get-account-settings"] = limit(10)
        _, printed = self.parameters("--", "--resolve-s3")
        self.assertIn("RevokeReservedConcurrency is set to 0 instead of 5, which Lambda would refuse", printed)
        self.assertIn("at most 10 at once", printed)
        self.assertIn("can keep sweeps waiting, and\n  access ends late", printed)
        self.assertIn('quota "Concurrent executions"', printed)
        self.assertIn("request-service-quota-increase --service-code lambda \\\n      --quota-code L-B99A9384 --desired-value 1000 --region eu-central-1", printed)

    def test_what_somebody_has_set_is_kept_where_lambda_allows_it(self):
        for given, what, wanted in (("0", limit(1000), "0"), ("50", limit(1000), "50"), ("50", limit(110), "0"), ("x", limit(1000), "x")):
            self.answers["get-account-settings"] = what
            told, printed = self.parameters("--", "--parameter-overrides", f"RevokeReservedConcurrency={given}")
            self.assertEqual(told["RevokeReservedConcurrency"], wanted, printed)

    def test_where_lambda_or_the_stack_cannot_be_asked_nothing_is_changed(self):
        for answer in ("get-account-settings", "describe-stacks"):
            self.setUp()
            self.answers[answer] = None
            told, printed = self.parameters("--", "--resolve-s3")
            self.assertNotIn("RevokeReservedConcurrency", told)
            self.assertNotIn("GatewayMaximumConcurrency", told)
            self.assertIn("If Lambda refuses them, set them to 0.", printed)
            told, _ = self.parameters("--", "--parameter-overrides", "RevokeReservedConcurrency=3")
            self.assertEqual(told["RevokeReservedConcurrency"], "3")

    def test_without_the_aws_cli_all_stays_as_it_is(self):
        self.stub("aws", "#!/bin/sh\nexit 127\n")
        (self.root / "bin/aws").unlink()
        if shutil.which("aws", path="/usr/bin:/bin") or (pathlib.Path(sys.executable).parent / "aws").exists():
            self.skipTest("the AWS CLI is where Python or the shell is")
        told, printed = self.parameters("--", "--resolve-s3")
        self.assertEqual(told, {"Architecture": "x86_64"})
        self.assertIn("the AWS CLI is not installed", printed)

    # ------------------------------------------------------------------------------------------------------ what is kept

    def test_the_settings_of_samconfig_are_told_with_those_filled_in(self):
        overrides = 'Architecture=\\"arm64\\" HelpContact=\\"the \\\\\\"desk\\\\\\", 2nd floor\\" AlertEmail=\\"\\" RevokeReservedConcurrency=\\"7\\"'
        for value in (f'"{overrides}"', "[" + ", ".join(json.dumps(it) for it in ("Architecture=arm64", 'HelpContact="the \\"desk\\", 2nd floor"', "AlertEmail=", "RevokeReservedConcurrency=7")) + "]"):
            (self.root / "samconfig.toml").write_text(
                "version = 0.1\n[default.global.parameters]\nstack_name = \"other\"\nregion = \"us-west-2\"\n"
                f"[default.deploy.parameters]\nparameter_overrides = {value}\n"
            )
            status, printed, told = self.deploy("--yes")
            self.assertEqual(status, 0, printed)
            found = deploy_settings.parsed(told[told.index("--parameter-overrides") + 1 :])
            self.assertEqual(
                found,
                {
                    "Architecture": "arm64",
                    "HelpContact": 'the "desk", 2nd floor',
                    "AlertEmail": "",
                    "RevokeReservedConcurrency": "7",
                    "GatewayMaximumConcurrency": "20",
                    "ProtectedAccounts": "111122223333,444455556666",
                },
            )
            asked = (self.root / "aws.log").read_text()
            self.assertIn("describe-stacks --stack-name other --region us-west-2", asked)
            self.assertNotIn("--guided", told)

    def test_the_first_time_sam_asks_and_proposes_what_was_found(self):
        status, printed, told = self.deploy(typed="y\n")
        self.assertEqual(status, 0, printed)
        self.assertIn("--guided", told)
        found = deploy_settings.parsed(told[told.index("--parameter-overrides") + 1 :])
        self.assertEqual(found["Architecture"], "x86_64")
        self.assertEqual(found["ProtectedAccounts"], "111122223333,444455556666")


    # --------------------------------------------------------------------------------------------------------- by itself

    def test_the_calls_that_it_prints_can_be_run(self):
        status, printed, _ = self.deploy("--zip", "--region", "eu-central-1")
        self.assertEqual(status, 0, printed)
        done = {"text": "done"}
        self.answers |= {
            "list-delegated-administrators": {"text": '"111122223333,444455556666"'},
            "describe-stacks": {"text": "hourglass-Some-1A2B"},
            **{name: done for name in ("mb", "package", "deploy", "update-function-code", "wait")},
        }
        (self.root / "aws.json").write_text(json.dumps(self.answers))
        environment = {"PATH": f"{self.root / 'bin'}:/usr/bin:/bin", "HOME": str(self.root)}
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", printed], cwd=self.root, env=environment, capture_output=True, text=True
        )
        self.assertEqual(ran.returncode, 0, ran.stderr)
        asked = (self.root / "aws.log").read_text()
        self.assertIn("Architecture=x86_64 ProtectedAccounts=111122223333,444455556666", asked)
        self.assertEqual(asked.count("lambda update-function-code --function-name hourglass-Some-1A2B"), 3)
        self.assertEqual((self.root / "smoke.log").read_text().strip(), "--stack hourglass --region eu-central-1")


class Arguments(unittest.TestCase):
    def test_parameters_are_read_in_every_form_that_sam_takes(self):
        for tokens in (["A=1", "B=x y"], ['A=1 B="x y"'], ["ParameterKey=A,ParameterValue=1", 'B="x y"']):
            tokens = [it if '"' in it or " " not in it else f'{it.split("=")[0]}="{it.split("=")[1]}"' for it in tokens]
            self.assertEqual(deploy_settings.parsed(tokens), {"A": "1", "B": "x y"})
        for wrong in (["A"], ["=1"], ["A-B=1"]):
            with self.assertRaises(SystemExit):
                deploy_settings.parsed(wrong)

    def test_what_is_written_is_read_again(self):
        for value in ("", "x", "a b", 'say "no"', "back\\slash", "rate(1 minute)", "a=b", "$HOME", "'"):
            self.assertEqual(deploy_settings.parsed([deploy_settings.written("A", value)]), {"A": value})

    def test_other_options_stay_where_they_are(self):
        given, others = deploy_settings.split(["deploy", "--parameter-overrides", "A=1", "B=2", "--resolve-s3", "--tags", "x=1"])
        self.assertEqual((given, others), ({"A": "1", "B": "2"}, ["deploy", "--resolve-s3", "--tags", "x=1"]))
        self.assertEqual(deploy_settings.split(["--parameter-overrides=A=1", "-x"]), ({"A": "1"}, ["-x"]))
        self.assertEqual(deploy_settings.split(["deploy"]), (None, ["deploy"]))


if __name__ == "__main__":
    unittest.main()
