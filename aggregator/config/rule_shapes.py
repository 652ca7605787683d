"""The shape of a topic's rule: what is checked, and what the JSON Schema and the editor say of it."""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Discriminator, Field, StringConstraints, Tag, model_validator

from aggregator.config.mapping import Shape
from aggregator.config.scalars import mistake, whole


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _form(value: object) -> str:
    return "<rule>" if isinstance(value, dict) else "<text>"


TEXT_OR_MAPPING = Discriminator(_form)
Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[list[Word], BeforeValidator(_as_list), Field(min_length=1)]
Condition = Annotated[
    Annotated[Word, Tag("<text>")] | Annotated["RuleShape", Tag("<rule>")],
    TEXT_OR_MAPPING,
]
Conditions = Annotated[list[Condition], Field(min_length=1)]
FieldName = Literal["title", "summary", "any"]

GROUP = ("any", "all", "none", "of")
TESTS = ("word", "phrase", "near", "regex", "category", "source", "author", "url", "place", "topic")
_FIELDLESS = ("category", "source", "author", "url", "place", "topic")


class NearShape(Shape):
    """A word of `a` not far from a word of `b`."""

    a: Words = Field(description="Single words, `*` at the end allowed, or lists.")
    b: Words = Field(description="The same.")
    within: Annotated[int, Field(ge=1, le=50), BeforeValidator(whole)] = Field(
        default=8, description="Words from one to the other, at most."
    )


class RuleShape(Shape):
    """A condition: a group (any, all, none, of) or one test (word, phrase, near, …)."""

    any: Conditions | None = Field(default=None, description="At least one of these holds, or `min` of them.")
    all: Conditions | None = Field(default=None, description="Every one of these holds.")
    none: Conditions | None = Field(default=None, description="Not one of these holds.")
    of: Conditions | None = Field(default=None, description="With `min`: at least so many of these hold.")
    min: Annotated[int, Field(ge=1, le=1000), BeforeValidator(whole)] | None = Field(
        default=None, description="How many of `any` or `of`."
    )
    field: FieldName | None = Field(default=None, description="Where to look: title, summary or any (both).")
    word: Words | None = Field(default=None, description="One of these words; `*` ends a beginning; `@list`.")
    phrase: Words | None = Field(default=None, description="One of these sequences of words, in one field.")
    near: NearShape | None = Field(default=None, description="Two words not far from each other.")
    regex: Word | None = Field(
        default=None, description="A bounded regular expression, without regard to case."
    )
    category: Words | None = Field(
        default=None, description="The publisher put it in one of these categories."
    )
    source: Words | None = Field(default=None, description="It came from one of these sources (slugs).")
    author: Words | None = Field(default=None, description="One of these names is an author.")
    url: Words | None = Field(default=None, description="Its URL starts with one of these.")
    place: Word | None = Field(default=None, description="It is about this place or one that lies in it.")
    strength: Literal["title", "any"] | None = Field(
        default=None, description="With `place`: named in the title, or anywhere (any)."
    )
    topic: Word | None = Field(default=None, description="It belongs to this other topic (slug).")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        tests = [name for name in TESTS if getattr(self, name) is not None]
        groups = [name for name in GROUP if getattr(self, name) is not None]
        said = tests + (["/".join(groups)] if groups else [])
        if not said:
            raise mistake("is empty: it needs `any`, `all`, `none` or a test such as `word`")
        if len(said) > 1:
            raise mistake(
                f"says several things ({', '.join(said)}); put them into one list under `all` or `any`"
            )
        self._check_modifiers(tests[0] if tests else "")
        return self

    def _check_modifiers(self, test: str) -> None:
        if self.strength and test != "place":
            raise mistake("`strength` goes with `place` only")
        if self.field and test in _FIELDLESS:
            raise mistake(f"`field` means nothing to `{test}`; leave it out")
        self._check_count(self.of if self.of is not None else self.any)

    def _check_count(self, counted: list[Any] | None) -> None:
        if self.of is not None and (self.min is None or self.any is not None):
            raise mistake("`of` goes with `min`, and without `any`")
        if self.min is not None and (counted is None or self.min > len(counted)):
            raise mistake(f"`min: {self.min}` can never hold: {len(counted or ())} conditions to count")
