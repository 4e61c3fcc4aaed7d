"""Values from outside made into an instance of a class, safely in any number of threads."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_described: set[object] = set()
_describing = threading.Lock()


def converted(values: Any, kind: type[T], *, made: Callable[[type[Any], Any], Any] | None = None) -> T:
    """The instance of a class in plain values.

    msgspec describes a class to itself when it first converts to it, and another thread that converts meanwhile reads
    the half of the description that is there, which ends the process. So each class is described in one thread first.

    Parameters
    ----------
    values : object
        Of JSON's kinds.
    kind : type
        A class of msgspec's, a dataclass, or a container of them.
    made : callable, optional
        Makes the instance of a class that msgspec doesn't know: class and value in, instance out.

    Raises
    ------
    msgspec.ValidationError
        The values aren't what the class says.
    """
    if kind not in _described:
        with _describing:
            msgspec.json.Decoder(kind)
            _described.add(kind)
    return msgspec.convert(values, kind, dec_hook=made)
