# SPDX-License-Identifier: Apache-2.0
"""Links between the pages."""

import pathlib
import tempfile
import unittest

import check_links


class Links(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve()
        (self.root / "other.md").write_text('# Who `may` call what\n\n## Again\n## Again\n```\n# no heading\n```\n- <a name="named"></a>**Named**\n')

    def problems(self, text):
        page = self.root / "page.md"
        page.write_text(text)
        return list(check_links.broken_links(page, self.root))

    def test_what_is_there_is_found(self):
        for target in ("other.md", "other.md#who-may-call-what", "other.md#again-1", "other.md#named", "#here", "https://example.com/x"):
            with self.subTest(target):
                self.assertEqual(self.problems(f"# Here\n[a]({target})\n"), [])

    def test_what_is_not_there_is_told_with_its_line(self):
        for target in ("gone.md", "other.md#no-heading", "#there", "../outside.md", "other.md#again-2"):
            with self.subTest(target):
                (problem,) = self.problems(f"# Here\n\n[a]({target})\n")
                self.assertTrue(problem.startswith(f"page.md:3: {target}"), problem)

    def test_code_is_no_link(self):
        self.assertEqual(self.problems("`[a](gone.md)`\n```\n[a](gone.md)\n```\n"), [])


if __name__ == "__main__":
    unittest.main()
