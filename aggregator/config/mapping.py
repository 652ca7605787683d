"""What all mappings of feeds.yaml have in common."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A mapping that knows all its keys."""

    model_config = ConfigDict(extra="forbid", validate_default=True, hide_input_in_errors=True)
