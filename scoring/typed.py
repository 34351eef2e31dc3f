"""What a form says in numbers: as people type them, or a sentence on what can't be understood."""

from collections.abc import Iterable, Mapping

from teams.importers.table import DECIMAL
from teams.inputs import INPUTS, fault
from teams.sources import Value


def read(
    form: Mapping[str, str], names: Iterable[str] = INPUTS, prefix: str = ""
) -> tuple[dict[str, Value], dict[str, str]]:
    """What a form says of these inputs (None: not known), and what can't be understood."""
    values: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for name in names:
        text = form.get(prefix + name)
        if text is not None and name != "off":
            value, error = number(name, text.strip())
            if error:
                errors[name] = error
            else:
                values[name] = value
    return values, errors


def number(name: str, text: str, label: str = "") -> tuple[int | float | None, str]:
    """A number of this input, or what is wrong with it; empty is not known."""
    if not text:
        return None, ""
    label = label or INPUTS[name].label
    # Where people write decimals with a comma, a page takes them so too.
    written = text.replace(",", ".")
    if not DECIMAL.fullmatch(written):
        return None, f"{label}: “{text[:20]}” is not a number."
    value = float(written) if "." in written else int(written)
    wrong = fault(name, value)
    return value, f"{label}: {text[:20]} {wrong}." if wrong else ""
