#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks that every relative link in a Markdown page leads to something in the repository, its heading included.

    check_links.py [PAGE ...]    all pages that git knows, if none is named
"""

import pathlib
import re
import subprocess
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]

# [text](target), not inside a code span: a code span may show a link without meaning it.
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE_SPAN = re.compile(r"`[^`]*`")


def lines_of_text(page):
    """The lines of a page that are not in a fenced block, with their numbers."""
    fence = None
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        mark = re.match(r"\s*(`{3,}|~{3,})", line)
        if mark and (fence is None or mark[1].startswith(fence)):
            fence = None if fence else mark[1]
        elif fence is None:
            yield number, line


def anchor(heading):
    """The anchor that GitHub makes of a heading."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def anchors(page):
    """All anchors of a page. GitHub numbers the headings that come again."""
    found = set()
    seen = {}
    for _, line in lines_of_text(page):
        found.update(re.findall(r'<a (?:name|id)="([^"]+)">', line))
        heading = re.match(r"#{1,6}\s+(.*)", line)
        if not heading:
            continue
        name = anchor(heading[1])
        count = seen.get(name, 0)
        seen[name] = count + 1
        found.add(f"{name}-{count}" if count else name)
    return found


def broken_links(page, root=ROOT):
    """What is wrong with the links of a page, a sentence each."""
    for number, line in lines_of_text(page):
        for target in LINK.findall(CODE_SPAN.sub("", line)):
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            path, _, fragment = urllib.parse.unquote(target).partition("#")
            place = (page.parent / path).resolve() if path else page
            if not place.exists() or not place.is_relative_to(root):
                yield f"{page.relative_to(root)}:{number}: {target} leads nowhere"
            elif fragment and place.suffix == ".md" and fragment not in anchors(place):
                yield f"{page.relative_to(root)}:{number}: {target}: there is no such heading"


def main(names):
    if not names:
        listed = subprocess.run(
            ["git", "ls-files", "*.md"], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
        names = [ROOT / line for line in listed.splitlines() if (ROOT / line).exists()]
    problems = [problem for name in names for problem in broken_links(pathlib.Path(name).resolve())]
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
