"""Test publications are known by their title or their buyer."""

from __future__ import annotations

import pytest

from spiders.parsers.common.detect_test_notices import is_test


@pytest.mark.parametrize(
    "title",
    [
        "[TEST] Supply of servers",
        "eForms TestNotice 3",
        "TEST NOTICE for SDK 1.10",
        "This is a test of the gateway",
        "Testing 12",
        " te\u017ft ",  # the long s is an s in any case
        "_default_value_change_me_",
    ],
)
def test_a_title_that_says_test_is_one(title: str) -> None:
    assert is_test(["Supply of servers", title], [])


@pytest.mark.parametrize(
    "title", ["Covid-19 antigen tests", "Penetration testing services", "Latest test equipment"]
)
def test_a_purchase_of_tests_is_no_test(title: str) -> None:
    assert not is_test([title], ["Landeshauptstadt München"])


def test_a_buyer_that_is_none_makes_a_test() -> None:
    assert is_test(["Fournitures de bureau"], ["Ville de Lyon", "Communauté XYZ"])
