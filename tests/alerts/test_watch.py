"""What changed is told to whom it concerns, once."""

from __future__ import annotations

from tests.alerts.smtp import Postbox, text
from tests.alerts.support import ANN, House, microsoft_award, plain_award


def test_a_new_contract_is_told_once(house: House, box: Postbox) -> None:
    house.crawl(plain_award("1-2026"))
    house.alerts()
    house.subscribe()
    house.later(days=1).crawl(microsoft_award())
    house.alerts()
    house.later(days=1).alerts()
    (mail,) = box.mails(ANN)
    assert "Microsoft" in mail["Subject"]
    assert "Commune de Calais" in text(mail)
