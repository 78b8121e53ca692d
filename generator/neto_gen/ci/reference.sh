# Only where the project has the pages that neto-gen docs writes.
if grep -qs "Written by neto-gen docs" reference/index.md; then
    neto-gen docs --check
fi
