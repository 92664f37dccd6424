"""Texts of templates: what is filled in is escaped, and the language is that of the answer."""

from __future__ import annotations

import pytest
from jinja2 import Environment

from monitor.i18n.jinja_i18n import install_words
from monitor.i18n.value_formatting import gettext, use_language

SHOWN = "Contract withdrawn"


@pytest.fixture(scope="module")
def env() -> Environment:
    environment = Environment(autoescape=True)
    install_words(environment)
    return environment


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ _('%(n)s of a < b', n=name) }}", "&lt;i&gt; of a < b"),
        ("{% trans name=name %}{{ name }} of 100 %{% endtrans %}", "&lt;i&gt; of 100 %"),
        ("{% trans %}50 % & more{% endtrans %}", "50 % & more"),
        ("{{ _('50 %% & more') }}", "50 % & more"),
    ],
)
def test_what_is_filled_in_is_escaped_and_the_text_is_not(
    env: Environment, template: str, shown: str
) -> None:
    for _ in range(2):  # the second time it is known
        assert env.from_string(template).render(name="<i>") == shown


def test_a_text_is_said_in_the_language_of_each_answer(env: Environment) -> None:
    template = env.from_string("{{ _('" + SHOWN + "') }}")
    actual = {}
    for lang in ("en", "fr", "es", "fr"):
        with use_language(lang):
            actual[lang] = template.render()
            assert actual[lang] == gettext(SHOWN)
    assert len(set(actual.values())) == 3
