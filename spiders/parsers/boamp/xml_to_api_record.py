"""Convert a whole BOAMP notice in XML (``ANNONCE``, schema 2.3.0) to an API record.

The API's ``gestion`` and ``donnees`` are JSON twins of ``GESTION`` and ``DONNEES``, so the twin is
made here and the rest of the package reads both.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from pipelines.errors import UnexpectedDocument
from spiders.parsers.boamp import json_tree
from spiders.parsers.common.json_values import as_list


def record(root: etree._Element) -> dict[str, Any]:
    """Convert a root element to what the API would answer for the same notice."""
    management = root.find("GESTION")
    content = root.find("DONNEES")
    if management is None or content is None:
        raise UnexpectedDocument(
            f"root element is {root.tag!r} without GESTION and DONNEES, expected a BOAMP notice "
            "(ANNONCE)"
        )
    gestion, donnees = twin(management), twin(content)
    kinds = json_tree.dig(gestion, "REFERENCE", "TYPE_AVIS")
    index = json_tree.dig(gestion, "INDEXATION")
    words = as_list(json_tree.dig(index, "DESCRIPTEURS", "DESCRIPTEUR"))
    return {
        "idweb": json_tree.text(gestion, "REFERENCE", "IDWEB"),
        "objet": json_tree.text(index, "RESUME_OBJET"),
        "famille": json_tree.choice(kinds, "FAMILLE"),
        "nature": json_tree.choice(kinds, "NATURE"),
        "etat": json_tree.choice(kinds, "STATUT"),
        "dateparution": json_tree.text(index, "DATE_PUBLICATION"),
        "nomacheteur": json_tree.text(index, "NOMORGANISME"),
        "type_procedure": json_tree.choice(index, "TYPE_PROCEDURE"),
        "descripteur_code": [json_tree.text(word, "CODE") for word in words],
        "descripteur_libelle": [json_tree.text(word, "LIBELLE") for word in words],
        "gestion": gestion,
        "donnees": donnees,
    }


def twin(element: etree._Element) -> Any:
    """Convert an element to an object of its attributes and children, or to its text; "" if
    empty."""
    children = [child for child in element if isinstance(child.tag, str)]
    text = (element.text or "").strip()
    attributes = {f"@{etree.QName(name).localname}": value for name, value in element.items()}
    if not children:
        return {**attributes, "#text": text} if attributes else text
    node: dict[str, Any] = dict(attributes)
    for child in children:
        name = _name(child)
        if name not in node:
            node[name] = twin(child)
        else:
            node[name] = [*as_list(node[name]), twin(child)]
    return node


def _name(element: etree._Element) -> str:
    """Elements of eForms keep the prefix that the API's JSON keeps too."""
    local = etree.QName(element).localname
    return f"{element.prefix}:{local}" if element.prefix else local
