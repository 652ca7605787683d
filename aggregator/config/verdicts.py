"""What pydantic found wrong, in our words and without its input, which may be a secret."""

from typing import get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from aggregator.config.document import Row, Table
from aggregator.config.mistakes import Location, Mistake, meant, shown
from aggregator.config.shapes import FileShape

_MAPPING = "must be a mapping (`key: value`)"
_SAYINGS = {
    "missing": "is required",
    "string_type": "must be a text",
    "list_type": "must be a list",
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "int_type": "must be a whole number",
    "time_delta_type": "must be a duration such as `15m`",
    "datetime_type": "must be a date such as `2024-01-31`",
    "string_too_short": "is empty",
    "string_too_long": "is longer than {max_length} characters",
    "too_short": "is empty; leave the key out, or list something",
    "greater_than_equal": "must be {ge} at least",
    "less_than_equal": "must be {le} at most",
}


def mistakes(error: ValidationError) -> list[Mistake]:
    """One for each error, in pydantic's order."""
    details = error.errors(include_url=False)
    return [_mistake(detail) for detail in details]


def _mistake(error: ErrorDetails) -> Mistake:
    location, kind = _location(error["loc"]), error["type"]
    if kind == "extra_forbidden":
        key = str(location[-1])
        return Mistake(location, f"unknown key {shown(key)}{meant(key, _keys(location[:-1]))}", of_key=True)
    if kind == "literal_error":
        return Mistake(location, _choice(error))
    return Mistake(location, _message(error), of_key=error["loc"][-1:] == ("[key]",))


def _location(loc: Location) -> Location:
    """Without the steps that pydantic adds for the forms of a condition and the keys of a mapping."""
    return tuple(step for step in loc if step not in ("<rule>", "<text>", "[key]"))


def _message(error: ErrorDetails) -> str:
    kind, given = error["type"], error["input"]
    if kind.endswith("_type") and given is None:
        return "has no value"
    saying = _SAYINGS.get(kind, error["msg"]).format(**error.get("ctx", {}))
    if kind.endswith("_type"):
        form = "a mapping" if isinstance(given, Table) else "a list" if isinstance(given, Row) else "a text"
        return f"{saying}, not {form}"
    return saying


def _choice(error: ErrorDetails) -> str:
    given, choices = error["input"], error.get("ctx", {}).get("expected", "")
    names = [name.strip("' ") for name in choices.replace(" or ", ", ").split(", ")]
    if not isinstance(given, str):
        return f"must be one of {', '.join(names)}"
    return f"must be one of {', '.join(names)}, not {shown(given)}{meant(given, names)}"


def _keys(location: Location) -> list[str]:
    """The keys that the mapping at `location` may have."""
    shape: type[BaseModel] | None = FileShape
    for step in location:
        if isinstance(step, str) and shape:
            field = shape.model_fields.get(step)
            shape = _shape_in(field.annotation) if field else None
    return list(shape.model_fields) if shape else []


def _shape_in(annotation: object) -> type[BaseModel] | None:
    """The shape inside an annotation such as `list[SourceShape]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((shape for inner in get_args(annotation) if (shape := _shape_in(inner))), None)
