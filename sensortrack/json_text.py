"""JSON as we write it, everywhere: strict, so that whatever reads it can."""

from __future__ import annotations

import json

from .errors import DataError


def to_json(document: object, *, indent: int | None = None) -> str:
    """The JSON of a document of plain types, without a newline at its end.

    Raises
    ------
    DataError
        A number in it is NaN or infinite, which JSON has no word for, or something in it is no plain type.
    """
    try:
        return json.dumps(document, indent=indent, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise DataError(
            f"a document that is no JSON: {error}",
            expected="finite numbers, texts, lists and tables",
            hint="Give None for what isn't known.",
        ) from error
