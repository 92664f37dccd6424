"""Values are said as people write them."""

from __future__ import annotations

import pytest

from monitor.i18n.value_formatting import number, use_language


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (0, 0, "0"),
        (-0.0, 0, "0"),
        (-0.4, 0, "0"),
        (-0.5, 0, "-1"),
        (-0.04, 1, "0,0"),
        (-0.05, 1, "-0,1"),
        (0.05, 1, "0,1"),
        (-1234.5, 1, "-1\u202f234,5"),
    ],
)
def test_a_zero_has_no_minus(value: float, digits: int, expected: str) -> None:
    with use_language("fr"):
        assert number(value, digits) == expected
