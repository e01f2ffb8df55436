# SPDX-License-Identifier: Apache-2.0
"""What the real Slack would refuse of a call, by the limits that its pages publish (https://docs.slack.dev/reference)."""

from collections.abc import Iterator
from typing import Any

TEXTS = {"section": 3000, "header": 150, "button": 75}
CHOICES = {"static_select", "external_select"}


def length(text: Any) -> int:
    """As the longest of the ways to count: in UTF-16."""
    return len(str(text or "").encode("utf-16-le")) // 2


def text_of(value: Any) -> str:
    return value.get("text", "") if isinstance(value, dict) else ""


def problems_of_text(text: Any, limit: int, where: str) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in ("plain_text", "mrkdwn"):
        yield f"{where} is no text object"
    elif not 1 <= length(text.get("text")) <= limit:
        yield f"{where} has {length(text.get('text'))} characters, and may have 1 to {limit}"


def problems_of_element(element: dict[str, Any], where: str) -> Iterator[str]:
    kind = element.get("type")
    if length(element.get("action_id")) > 255:
        yield f"{where}.action_id is longer than 255"
    if kind == "button":
        yield from problems_of_text(element.get("text"), TEXTS["button"], f"{where}.text")
        if length(element.get("value")) > 2000:
            yield f"{where}.value is longer than 2000"
        confirm = element.get("confirm")
        if confirm:
            for name, limit in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
                yield from problems_of_text(confirm.get(name), limit, f"{where}.confirm.{name}")
    elif kind in CHOICES:
        yield from problems_of_options(element.get("options", []), where)
    elif kind == "plain_text_input":
        if not 1 <= element.get("max_length", 3000) <= 3000:
            yield f"{where}.max_length is not 1 to 3000"
    else:
        yield f"{where}: unsupported type: {kind}"


def problems_of_options(options: list[dict[str, Any]], where: str) -> Iterator[str]:
    if len(options) > 100:
        yield f"{where} has {len(options)} options, and may have 100"
    for index, option in enumerate(options):
        yield from problems_of_text(option.get("text"), 75, f"{where}.options[{index}].text")
        if not 1 <= length(option.get("value")) <= 75:
            yield f"{where}.options[{index}].value is not 1 to 75 characters"


def problems_of_block(block: dict[str, Any], where: str, in_modal: bool) -> Iterator[str]:
    kind = block.get("type")
    if kind == "section":
        if "text" in block:
            yield from problems_of_text(block["text"], TEXTS[kind], f"{where}.text")
        elif not block.get("fields"):
            yield f"{where} has neither text nor fields"
        if len(block.get("fields", [])) > 10:
            yield f"{where} has more than 10 fields"
        for index, field in enumerate(block.get("fields", [])):
            yield from problems_of_text(field, 2000, f"{where}.fields[{index}]")
    elif kind == "header":
        yield from problems_of_text(block.get("text"), TEXTS[kind], f"{where}.text")
    elif kind == "context":
        if not 1 <= len(block.get("elements", [])) <= 10:
            yield f"{where} has not 1 to 10 elements"
        for index, element in enumerate(block.get("elements", [])):
            yield from problems_of_text(element, 3000, f"{where}.elements[{index}]")
    elif kind == "actions":
        if not 1 <= len(block.get("elements", [])) <= 25:
            yield f"{where} has not 1 to 25 elements"
        for index, element in enumerate(block.get("elements", [])):
            yield from problems_of_element(element, f"{where}.elements[{index}]")
    elif kind == "input" and in_modal:
        yield from problems_of_text(block.get("label"), 2000, f"{where}.label")
        yield from problems_of_element(block.get("element", {}), f"{where}.element")
    else:
        yield f"{where}: unsupported type: {kind}"


def problems_of_message(message: dict[str, Any]) -> Iterator[str]:
    blocks = message.get("blocks", [])
    if not blocks and not message.get("text"):
        yield "there is neither text nor blocks"
    if length(message.get("text")) > 40_000:
        yield "text is longer than 40000"
    if len(blocks) > 50:
        yield f"there are {len(blocks)} blocks, and may be 50"
    for index, block in enumerate(blocks):
        yield from problems_of_block(block, f"blocks[{index}]", in_modal=False)


def problems_of_view(view: dict[str, Any]) -> Iterator[str]:
    if view.get("type") != "modal":
        yield "the view is no modal"
    for name in ("title", "submit", "close"):
        if name in view or name == "title":
            yield from problems_of_text(view.get(name), 24, name)
    if length(view.get("private_metadata")) > 3000:
        yield "private_metadata is longer than 3000"
    if length(view.get("callback_id")) > 255:
        yield "callback_id is longer than 255"
    blocks = view.get("blocks", [])
    if not 1 <= len(blocks) <= 100:
        yield f"there are {len(blocks)} blocks, and may be 1 to 100"
    names = [block["block_id"] for block in blocks if "block_id" in block]
    if len(set(names)) != len(names):
        yield "a block_id comes twice"
    if any(block.get("type") == "input" for block in blocks) and "submit" not in view:
        yield "inputs need submit"
    for index, block in enumerate(blocks):
        yield from problems_of_block(block, f"blocks[{index}]", in_modal=True)


def fields_of_view(view: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The blocks that take something, each by its name."""
    for block in view.get("blocks", []):
        if block.get("type") == "input":
            yield block.get("block_id", ""), block


def values_of_view(view: dict[str, Any], values: dict[str, str]) -> dict[str, Any]:
    """What the fields hold, as a submission has it; what is left empty is null there."""
    held = {}
    for name, block in fields_of_view(view):
        element, value = block["element"], values.get(name)
        state: dict[str, Any] = {"type": element["type"]}
        if element["type"] in CHOICES:
            state["selected_option"] = {"value": value} if value else None
        else:
            state["value"] = value or None
        held[name] = {element["action_id"]: state}
    return held


def problems_of_values(view: dict[str, Any], values: dict[str, str], offered: dict[str, list[str]]) -> Iterator[str]:
    """Why Slack would not send a form so filled in, or could not have been brought to."""
    names = set()
    for name, block in fields_of_view(view):
        names.add(name)
        element, value = block["element"], values.get(name, "")
        if not value and not block.get("optional"):
            yield f"{name} must be filled in"
        if value and element["type"] in CHOICES:
            options = [it["value"] for it in element.get("options", [])] + offered.get(name, [])
            if value not in options:
                yield f"{name} does not offer {value}"
        elif length(value) > element.get("max_length", 3000):
            yield f"{name} is longer than {element.get('max_length', 3000)}"
    yield from (f"there is no field {name}" for name in values.keys() - names)
