"""The JSON Schema of the record files: what an editor completes, explains and underlines as one types.

Of the ways to explain a word of a closed list, it takes the one that the standard itself has, `oneOf` with a
`const` and a `description` for each: strict validators refuse `enumDescriptions`, which only editors know,
and editors show these too. For the same reason a mapping whose keys are such words lists them as properties.
"""

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from karabakh_events.records.models import ID_PATTERN, RecordFile
from karabakh_events.vocabulary import Term

Known = Mapping[str, Mapping[str, str]]
"""By kind of record, the known identifiers, each with a line for the reader that says what it is."""


def json_schema(known: Known | None = None) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a record file, for editors.

    With `known`, an editor offers these identifiers where one of their kind belongs. Others stay valid, since
    the file may declare them itself.
    """
    schema = RecordFile.model_json_schema(schema_generator=_Explained)
    references: dict[str, tuple[str, ...]] = {}
    spelled: set[str] = set()
    schema = _hoist(_spell_out(schema, schema["$defs"], spelled), references)
    for name in spelled:
        del schema["$defs"][name]
    for name, kinds in sorted(references.items()):
        schema["$defs"][name] = _reference(kinds, known or {})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:kevents:record-file",
        **schema,
        "title": "kevents record file",
    }


class _Explained(GenerateJsonSchema):
    """The schema of the models, with each word of a closed list explained.

    A field that may be left out has no null in it: every scalar of a record file is text, `null` too.
    """

    def enum_schema(self, schema: core_schema.EnumSchema) -> dict[str, Any]:
        made = super().enum_schema(schema)
        if issubclass(schema["cls"], Term):
            del made["enum"]
            made["oneOf"] = [{"const": term.value, "description": term.meaning} for term in schema["cls"]]
        return made

    def nullable_schema(self, schema: core_schema.NullableSchema) -> dict[str, Any]:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        made = super().default_schema(schema)
        if made.get("default", ...) is None:
            del made["default"]
        return made


def _spell_out(schema: Any, definitions: dict[str, Any], spelled: set[str]) -> Any:
    """The schema with the keys of every mapping as properties, where they are words of a closed list.

    The names of these lists are added to `spelled`: nothing else refers to them.
    """
    if isinstance(schema, list):
        return [_spell_out(each, definitions, spelled) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _spell_out(value, definitions, spelled) for key, value in schema.items()}
    if isinstance(made.get("propertyNames"), dict):
        name = made.pop("propertyNames")["$ref"].rpartition("/")[2]
        spelled.add(name)
        value = made["additionalProperties"]
        made["properties"] = {
            word["const"]: {"description": word["description"], **value}
            for word in definitions[name]["oneOf"]
        }
        made["additionalProperties"] = False
    return made


def _hoist(schema: Any, references: dict[str, tuple[str, ...]]) -> Any:
    """The schema with every marked reference replaced by one to a definition; their names are collected."""
    if isinstance(schema, list):
        return [_hoist(each, references) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kinds = schema.get("$comment")
    if not isinstance(kinds, str):
        return {key: _hoist(value, references) for key, value in schema.items()}
    name = f"{'Or'.join(kind.title() for kind in kinds.split())}Reference"
    references[name] = tuple(kinds.split())
    kept = {key: schema[key] for key in ("title", "description", "default") if key in schema}
    return {"$ref": f"#/$defs/{name}", **kept}


def _reference(kinds: tuple[str, ...], known: Known) -> dict[str, Any]:
    wanted = " or ".join((", ".join(kinds[:-1]), kinds[-1])) if kinds[1:] else kinds[0]
    schema: dict[str, Any] = {"description": f"The identifier of {_a(wanted)}."}
    free = {"type": "string", "pattern": ID_PATTERN, "maxLength": 160}
    offered = [
        {"const": name, "description": gloss}
        for kind in kinds
        for name, gloss in sorted(known.get(kind, {}).items())
    ]
    if not offered:
        return {**schema, **free}
    return {**schema, "anyOf": [*offered, free]}


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
