gh release create "v$VERSION" --title "$VERSION" --notes-file "$REPORT/section.md" --verify-tag
