"""The journey from the first page to an alert on one's employer, by finger and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.alerts.smtp import Postbox
from tests.alerts.support import ANN, Installation, Visitor, plain_award
from tests.alerts.test_forms import link
from tests.web.reading_aids import Finger, Keys

pytestmark = pytest.mark.browser


@pytest.fixture(params=[Finger, Keys], ids=["finger", "keys"])
def reader(request: pytest.FixtureRequest, visitor: Visitor, browser: Any) -> Iterator[Finger]:
    """Somebody who has just come to the first page, with a French browser."""
    way = request.param
    context = browser.new_context(viewport=way.viewport, locale="fr-FR", java_script_enabled=False)
    tab = context.new_page()
    tab.set_default_timeout(10_000)
    tab.goto(visitor.address)
    yield way(tab)
    context.close()


def test_an_alert_on_my_employer(
    reader: Finger, here: Installation, box: Postbox, visitor: Visitor
) -> None:
    buyer = plain_award().buyers[0].organization.name
    reader.choose("Alertes par courriel")
    reader.fill("Nom de l’organisme public, ou une partie", buyer)
    reader.choose("Voir ce qui viendrait")
    assert buyer in reader.tab.inner_text("main")
    reader.fill("Votre adresse électronique", ANN)
    reader.choose("S’abonner")
    here.run_alerts()
    (asking,) = box.mails(ANN)
    reader.tab.goto(visitor.address + link(asking, "confirm"))
    reader.choose("Oui, écrivez-moi")
    assert reader.clicks <= 4
    assert "Vous recevrez un message" in reader.tab.inner_text("main")
    assert here.advance(seconds=5).run_alerts().counts["requests"] == 1
