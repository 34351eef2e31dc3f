"""Parsers for numbers typed into forms, with an error message for invalid ones."""

from collections.abc import Iterable, Mapping

from teams.base.inputs import INPUTS, describe_fault
from teams.base.sources import Value
from teams.importers.table import DECIMAL


def parse_inputs(
    form: Mapping[str, str], names: Iterable[str] = INPUTS, prefix: str = ""
) -> tuple[dict[str, Value], dict[str, str]]:
    """A form's values of these inputs (None: unknown), and a sentence for each invalid one."""
    values: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for name in names:
        text = form.get(prefix + name)
        if text is not None and name != "off":
            value, error = parse_number(name, text.strip())
            if error:
                errors[name] = error
            else:
                values[name] = value
    return values, errors


def parse_number(name: str, text: str, label: str = "") -> tuple[int | float | None, str]:
    """Parses a number of this input; returns it, and a sentence if it is invalid. Empty is None."""
    if not text:
        return None, ""
    label = label or INPUTS[name].label
    # Decimals may be written with a comma.
    decimal = text.replace(",", ".")
    if not DECIMAL.fullmatch(decimal):
        return None, f"{label}: “{text[:20]}” is not a number."
    value = float(decimal) if "." in decimal else int(decimal)
    fault = describe_fault(name, value)
    return value, f"{label}: {text[:20]} {fault}." if fault else ""
