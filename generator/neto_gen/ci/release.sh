set -eu
rm -rf "$REPORT"
mkdir -p "$REPORT"
case $VERSION in
    [!0-9]* | *[!0-9A-Za-z.+-]* | "")
        echo "'$VERSION' is not a version: write it as 1.2.0" >&2
        exit 2
        ;;
esac
neto-gen build --check --from-scratch
latest=$(git describe --tags --abbrev=0 --match 'v[0-9]*' 2> /dev/null) || latest=
: > "$REPORT/section.md"
if [ -n "$latest" ]; then
    # 4: that release has no schemas.
    status=0
    neto-gen changelog "$latest" --title "$VERSION" --date > "$REPORT/section.md" || status=$?
    case $status in
        0) neto-gen diff "$latest" --quiet --fail-on never --require-version "${latest#v}" "$VERSION" ;;
        4) ;;
        *) exit "$status" ;;
    esac
fi
if [ ! -s "$REPORT/section.md" ]; then
    printf '## %s\n\nNothing changed in the API.\n' "$VERSION" > "$REPORT/section.md"
fi
# Above the latest section of a release, and below what stands above it.
[ -f CHANGELOG.md ] || echo "# Changelog" > CHANGELOG.md
python - "$REPORT/section.md" << 'PYTHON'
import pathlib, re, sys
page = pathlib.Path("CHANGELOG.md")
section = pathlib.Path(sys.argv[1]).read_text("utf-8").strip()
text = page.read_bytes().decode("utf-8")
end = "\r\n" if "\r\n" in text else "\n"
first = re.search(r"^## (?!\[?unreleased)", text, re.MULTILINE | re.IGNORECASE)
place = first.start() if first else len(text)
parts = text[:place].rstrip(), section.replace("\n", end), text[place:].strip()
page.write_bytes(((end * 2).join(filter(None, parts)) + end).encode("utf-8"))
PYTHON
git add CHANGELOG.md
git -c "user.name=$NAME" -c "user.email=$EMAIL" commit --quiet --message "Release $VERSION"
git -c "user.name=$NAME" -c "user.email=$EMAIL" tag --annotate "v$VERSION" --message "$VERSION"
git push --quiet --atomic origin "HEAD:refs/heads/${BRANCH#refs/heads/}" "refs/tags/v$VERSION"
