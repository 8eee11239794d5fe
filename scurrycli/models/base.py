"""What every model can do: be made from a JSON object and become one again; never fetch itself."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar, Self, cast, get_type_hints


@dataclass
class DataModel:
    """A JSON object of Discord's as a dataclass."""

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Make the model from a decoded JSON object.

        A field that is missing becomes None and one that is not known is left out, as the API may
        change either way without notice.

        Raises:
            TypeError: `data` (or a nested model's part of it) is no object.
        """
        if not isinstance(data, dict):
            raise TypeError(f"{cls.__name__} is made from an object, not {type(data).__name__}")
        names = [field.name for field in fields(cls) if field.init]
        values: dict[str, Any] = {name: data.get(name) for name in names}
        for name, kind in _nested(cast(Hashable, cls)).items():
            if values[name] is not None:
                values[name] = kind.from_dict(values[name])
        return cls(**values)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object again; fields that are None are left out."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: value.to_dict() if isinstance(value, DataModel) else value
            for name, value in values.items()
            if value is not None
        }


@cache
def _nested(cls: Any) -> dict[str, type[DataModel]]:
    """Field name to class, for the fields that are models themselves."""
    return {
        name: kind
        for name, kind in get_type_hints(cls).items()
        if isinstance(kind, type) and issubclass(kind, DataModel)
    }


class Event(DataModel):
    """What comes from the Gateway or describes it.

    `dispatch_name` is the event's name where it is a dispatch; `raw` is the JSON object it was
    made from, where whoever made it kept that.
    """

    dispatch_name: ClassVar[str]
    raw: dict[str, Any]
