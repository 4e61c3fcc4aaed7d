"""Reading of the sequence: the steps of set-up, start and stop."""

from __future__ import annotations

from collections.abc import Mapping

from ..section import Section
from .match import Characteristic
from .read_parts import alias, number_type, template
from .steps import (
    AnswerValue,
    Expect,
    HexTemplate,
    Patch,
    Sequence,
    Step,
    Subscribe,
    TlvPlace,
    Unsubscribe,
    Wait,
    Write,
)

Gatt = Mapping[str, Characteristic]
_VERBS = ("subscribe", "unsubscribe", "write", "patch", "wait_ms")


def read_sequence(section: Section, gatt: Gatt) -> Sequence:
    """Set-up, start and stop."""

    def steps(key: str) -> tuple[Step, ...]:
        return tuple(_step(s, gatt) for s in section.maybe(section.sections, key) or ())

    found = Sequence(steps("setup"), steps("start"), steps("stop"))
    section.refuse_unknown()
    return found


def _step(section: Section, gatt: Gatt) -> Step:
    # `wait_ms` is a verb of its own, or a pause after a write.
    verbs = [v for v in _VERBS if v in section and not (v == "wait_ms" and "write" in section)]
    if len(verbs) != 1:
        raise section.fail("", " and ".join(verbs) or "no verb", f"exactly one of {', '.join(_VERBS)}")
    step: Step
    match verbs[0]:
        case "subscribe":
            step = Subscribe(alias(section, "subscribe", gatt))
        case "unsubscribe":
            step = Unsubscribe(alias(section, "unsubscribe", gatt))
        case "wait_ms":
            step = Wait(section.positive("wait_ms") / 1000.0)
        case "patch":
            step = Patch(alias(section, "patch", gatt), _changes(section), _response(section))
        case _:
            return read_write(section, gatt)
    section.refuse_unknown()
    return step


def read_write(section: Section, gatt: Gatt) -> Write:
    """A write with all that may belong to it."""
    expect = section.maybe(section.section, "expect")
    write = Write(
        char=alias(section, "write", gatt),
        data=template(section, "hex"),
        response=_response(section),
        chunk=section.maybe(lambda key: section.whole(key, 1, 512), "chunk"),
        wait_s=(section.maybe(section.positive, "wait_ms") or 0.0) / 1000.0,
        expect=None if expect is None else _expect(expect, gatt),
    )
    section.refuse_unknown()
    return write


def read_value(section: Section) -> AnswerValue:
    """Where a number stands in an answer."""
    tlv = section.maybe(section.section, "tlv")
    place: int | TlvPlace
    if tlv is None:
        place = section.whole("offset", 0, 512)
    else:
        sizes = tlv.values("sizes", int, "a list of whole numbers")
        place = TlvPlace(tlv.whole("id", 0, 255), tlv.whole("start", 0, 512), tuple(sizes))
        tlv.refuse_unknown()
    return AnswerValue(place, number_type(section, "type"))


def _expect(section: Section, gatt: Gatt) -> Expect:
    captures = section.maybe(section.section, "capture")
    kept: dict[str, AnswerValue] = {}
    for name in () if captures is None else captures.names():
        assert captures is not None
        value = captures.section(name)
        kept[name] = read_value(value)
        value.refuse_unknown()
    expect = Expect(
        source=alias(section, "from", gatt),
        prefix=section.maybe(lambda key: template(section, key), "prefix"),
        contains=section.maybe(lambda key: template(section, key), "contains"),
        timeout_s=section.positive("timeout_ms") / 1000.0,
        optional=section.maybe(section.flag, "optional") or False,
        captures=kept,
    )
    section.refuse_unknown()
    return expect


def _changes(section: Section) -> tuple[tuple[int, HexTemplate], ...]:
    changes = []
    for change in section.sections("set"):
        changes.append((change.whole("offset", 0, 512), template(change, "hex")))
        change.refuse_unknown()
    return tuple(changes)


def _response(section: Section) -> bool | None:
    value = section.choice("response", (True, False, "auto"))
    return value if isinstance(value, bool) else None
