"""Names in a namespace, as they are written."""

from xml.etree.ElementTree import fromstring

import pytest

from neto_client._qnames import QName, checked, element


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (QName("a", "urn:x", prefix="\xb2"), "q1:a"),
        (QName("lang", "http://www.w3.org/XML/1998/namespace", prefix="q"), "xml:lang"),
    ],
)
def test_a_document_with_a_name_is_well_formed(name: QName, text: str) -> None:
    """A prefix that XML does not allow is replaced, and that of XML's own namespace is its own."""
    assert fromstring(element("t")(name)).text == text


def test_a_name_that_xml_does_not_allow_is_refused() -> None:
    """A letter of Python that is none of XML begins no name."""
    with pytest.raises(ValueError, match=r"^'\xb2a' is not a name in XML$"):
        checked(QName("\xb2a"))
