"""Files a person writes: YAML text -> checked object, or one line that names file, line, key and what to do.

Unknown keys are refused with the nearest known one, a key written twice is refused, and dates and numbers keep the
line they stand on, so that the message can point at it.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from oreflow.vocabulary.errors import OreflowError

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


def _walk(node: Any, path: Path, lines: dict[Path, int], where: str) -> None:
    import yaml

    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in seen:
                raise OreflowError(f"{where}, line {key_node.start_mark.line + 1}: key '{key}' stands twice; keep one")
            if key_node.tag != "tag:yaml.org,2002:str":
                kind = key_node.tag.rsplit(":", 1)[-1]
                raise OreflowError(
                    f"{where}, line {key_node.start_mark.line + 1}: YAML reads key '{key}' as {kind}, not a word; "
                    "quote it or use the documented key"
                )
            seen.add(key)
            lines[(*path, key)] = key_node.start_mark.line + 1
            _walk(value_node, (*path, key), lines, where)
    elif isinstance(node, yaml.SequenceNode):
        for position, child in enumerate(node.value):
            _walk(child, (*path, position), lines, where)


def parse(text: str, where: str) -> tuple[dict[str, Any], dict[Path, int]]:
    """A YAML mapping and the line of every key; ``where`` is the file's name for messages."""
    import yaml

    try:
        # The C loader where libyaml came with the package: ten times faster, the same tree.
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        node = yaml.compose(text, Loader=loader)
        data = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f", line {mark.line + 1}" if mark else ""
        problem = " ".join(str(getattr(error, "problem", None) or error).split())
        raise OreflowError(f"{where}{at}: not valid YAML ({problem}); mend it") from None
    except ValueError as error:  # a date such as 2025-02-30
        raise OreflowError(f"{where}: {error}; write dates as YYYY-MM-DD") from None
    if not isinstance(data, dict):
        raise OreflowError(f"{where}: expected keys and values, found {type(data).__name__}; see examples/")
    lines: dict[Path, int] = {}
    _walk(node, (), lines, where)
    return data, lines


def nearest(given: str, known: list[str]) -> str:
    """'; did you mean 'x'?' or the list of what is known."""
    found = difflib.get_close_matches(str(given).casefold(), known, n=1, cutoff=0.6)
    return f"; did you mean '{found[0]}'?" if found else f"; known: {', '.join(known)}"


def _fields_at(model: type[BaseModel], path: Path) -> list[str]:
    """Field names of the (possibly nested) model at a path, for the suggestion."""
    from typing import get_args

    current: type[BaseModel] | None = model
    for part in path:
        if current is None:
            return []
        if isinstance(part, int) or part not in current.model_fields:
            continue
        stack, found = [current.model_fields[part].annotation], None
        while stack and found is None:
            kind = stack.pop()
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                found = kind
            else:
                stack += list(get_args(kind))
        current = found
    return list(current.model_fields) if current else []


_WRONG_BRANCH = frozenset({"string_type", "model_type", "model_attributes_type", "tuple_type"})


def _is_branch(part: str | int) -> bool:
    """Labels that pydantic puts into a location for the branches of a union: str, Measure, literal[...]."""
    return isinstance(part, str) and (part == "str" or part[:1].isupper() or "[" in part)


def check(model: type[Model], data: Mapping[str, Any], where: str, lines: Mapping[Path, int] | None = None) -> Model:
    """The validated object, or :class:`OreflowError` with the first fault in one line."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults: list[Any] = list(error.errors(include_url=False))
    # where a value may be a name or a mapping, the branch that was not meant complains too; drop it
    meant = [fault for fault in faults if fault["type"] not in _WRONG_BRANCH] or faults
    # a misspelt key is also a missing one: name the cause first
    first = next((fault for fault in meant if fault["type"] == "extra_forbidden"), meant[0])
    path: Path = tuple(part for part in first["loc"] if not _is_branch(part))
    line = next(((lines or {})[path[:n]] for n in range(len(path), -1, -1) if path[:n] in (lines or {})), None)
    at = f"{where}, line {line}" if line else where
    key = ".".join(str(part) for part in path)
    if first["type"] == "extra_forbidden":
        raise OreflowError(f"{at}: unknown key '{key}'{nearest(str(path[-1]), _fields_at(model, path[:-1]))}")
    if first["type"] == "missing":
        raise OreflowError(f"{at}: key '{key}' is missing; add it")
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "literal_error":
        known = [part.strip(" '") for part in message.removeprefix("Input should be ").replace(" or ", ", ").split(",")]
        raise OreflowError(f"{at}: {key} '{first['input']}' is not known{nearest(str(first['input']), known)}")
    raise OreflowError(f"{at}: {key + ': ' if key else ''}{message} (given: {str(first['input'])[:60]})")
