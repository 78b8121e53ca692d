"""Tests of `neto_gen.contract.resolve.messages`."""
