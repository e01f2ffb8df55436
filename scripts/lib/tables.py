# SPDX-License-Identifier: Apache-2.0
"""Plain aligned tables."""

import datetime
import decimal
import os
import sys
from typing import Any


def show(title: str, header: list[str], rows: list[list[Any]]) -> None:
    print(f"\n  {title}{'' if rows else ': none'}")
    if not rows:
        return
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in [header, *cells]) for column in range(len(header))]
    print(f"    {bold(line(header, widths))}")
    print(f"    {'  '.join('-' * width for width in widths)}")
    for row in cells:
        print(f"    {line(row, widths)}")


def line(cells: list[str], widths: list[int]) -> str:
    return "  ".join(cell.ljust(width) for cell, width in zip(cells, widths)).rstrip()


def bold(text: str) -> str:
    plain = not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM", "dumb") == "dumb"
    return text if plain else f"\033[1m{text}\033[0m"


def moment(value: Any) -> str:
    """Epoch seconds or ISO 8601, to the second, in UTC."""
    if value is None or value == "":
        return ""
    if isinstance(value, (int, decimal.Decimal)):
        when = datetime.datetime.fromtimestamp(int(value), datetime.timezone.utc)
    else:
        try:
            when = datetime.datetime.fromisoformat(str(value).replace("Z", "+00:00")).astimezone(datetime.timezone.utc)
        except ValueError:
            return str(value)
    return when.strftime("%Y-%m-%d %H:%M:%S")
