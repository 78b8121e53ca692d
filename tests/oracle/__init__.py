"""The generated code against judges that we did not write: xsdata, libxml2 and xmlschema."""
