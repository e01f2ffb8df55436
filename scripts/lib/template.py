# SPDX-License-Identifier: Apache-2.0
"""Reads template.yaml, so that the local tables cannot differ from the deployed ones."""

import pathlib
from typing import Any

import yaml

TEMPLATE = pathlib.Path(__file__).resolve().parents[2] / "template.yaml"


# The one in C, where there is one, is ten times as quick.
class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """YAML with CloudFormation's short forms: `!Ref X` is {"Ref": X}, any other `!F x` is {"Fn::F": x}."""


def construct_function(loader: Loader, name: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {name if name in ("Ref", "Condition") else f"Fn::{name}": value}


Loader.add_multi_constructor("!", construct_function)


def load(path: pathlib.Path = TEMPLATE) -> dict[str, Any]:
    return yaml.load(path.read_text(), Loader)


def default(template: dict[str, Any], parameter: str) -> Any:
    return template["Parameters"][parameter]["Default"]


def table(template: dict[str, Any], resource: str) -> dict[str, Any]:
    """What DynamoDB's CreateTable needs of a table resource, under the table's default name."""
    properties = template["Resources"][resource]["Properties"]
    keys = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
    return {"TableName": default(template, properties["TableName"]["Ref"])} | {key: properties[key] for key in keys if key in properties}
