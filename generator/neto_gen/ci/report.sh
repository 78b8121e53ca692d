set -eu
rm -rf "$REPORT"
mkdir -p "$REPORT"
git rev-parse --verify --quiet --end-of-options "$BASE^{commit}" > /dev/null || {
    echo "$BASE is not a commit of this clone: fetch it, or make the clone deeper" >&2
    exit 4
}
# 0: nothing changes; 1: something does; 4: there were no schemas before.
status=0
neto-gen diff "$BASE" --quiet --fail-on any || status=$?
case $status in
    0 | 4) ;;
    1)
        {
            echo "<!-- neto-gen diff -->"
            neto-gen diff "$BASE" --format markdown --fail-on never
        } > "$REPORT/comment.md"
        neto-gen diff "$BASE" --format html --fail-on never --output "$REPORT/diff.html"
        neto-gen diff "$BASE" --format json --fail-on never --output "$REPORT/diff.json"
        ;;
    *) exit "$status" ;;
esac
