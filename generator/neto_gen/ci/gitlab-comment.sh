# One comment, which is kept up to date; none while nothing changes.
notes="$CI_API_V4_URL/projects/$CI_MERGE_REQUEST_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"
api() {
    curl --fail --silent --show-error --header "PRIVATE-TOKEN: $GITLAB_TOKEN" "$@"
}
comment() {
    found=
    page=1
    while [ -z "$found" ]; do
        listed=$(api "$notes?per_page=100&page=$page") || return
        [ "$listed" != "[]" ] || break
        found=$(printf '%s' "$listed" | python -c 'import json, sys; print(next((note["id"] for note \
            in json.load(sys.stdin) if note["body"].startswith("<!-- neto-gen diff -->")), ""))')
        page=$((page + 1))
    done
    if [ ! -s "$REPORT/comment.md" ]; then
        [ -z "$found" ] || api --request DELETE "$notes/$found"
    elif [ -n "$found" ]; then
        api --output /dev/null --request PUT --data-urlencode "body@$REPORT/comment.md" "$notes/$found"
    else
        api --output /dev/null --data-urlencode "body@$REPORT/comment.md" "$notes"
    fi
}
if [ -n "${GITLAB_TOKEN:-}" ]; then
    comment || echo "no comment with this token: the report is the artifact of the job"
else
    echo "no comment without GITLAB_TOKEN: the report is the artifact of the job"
fi
