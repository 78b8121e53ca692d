"""Tests of `neto_gen.contract.xsd.reader`."""
