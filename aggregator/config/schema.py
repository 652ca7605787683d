"""The JSON Schema of feeds.yaml: what lets an editor complete keys and underline mistakes."""

from pydantic.json_schema import GenerateJsonSchema

from aggregator.config.shapes import FileShape


class _Untitled(GenerateJsonSchema):
    """Without a title for every field, which would only repeat its key."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def json_schema() -> dict[str, object]:
    """Generated from the shapes that check the file, so that it cannot say anything else."""
    schema = FileShape.model_json_schema(schema_generator=_Untitled)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "feeds.yaml"}
