[ ! -s "$REPORT/comment.md" ] || echo "##vso[task.setvariable variable=changed]true"
# One comment, which is kept up to date; none while nothing changes.
repository="$SYSTEM_COLLECTIONURI$SYSTEM_TEAMPROJECTID/_apis/git/repositories/$BUILD_REPOSITORY_ID"
threads="$repository/pullRequests/$SYSTEM_PULLREQUEST_PULLREQUESTID/threads"
version="api-version=7.1"
api() {
    curl --fail --silent --show-error --header "Authorization: Bearer $SYSTEM_ACCESSTOKEN" \
        --header "Content-Type: application/json" "$@"
}
comment() {
    listed=$(api "$threads?$version") || return
    found=$(printf '%s' "$listed" | python -c 'import json, sys; print(next(("%s/comments/%s" % \
        (thread["id"], comment["id"]) for thread in json.load(sys.stdin)["value"] for comment in \
        thread["comments"] if (comment.get("content") or "").startswith("<!-- neto-gen diff -->")), ""))')
    if [ ! -s "$REPORT/comment.md" ]; then
        [ -z "$found" ] || api --output /dev/null --request DELETE "$threads/$found?$version"
        return
    fi
    python -c 'import json, sys; print(json.dumps({"content": open(sys.argv[1], encoding="utf-8").read()}))' \
        "$REPORT/comment.md" > "$REPORT/comment.json"
    if [ -n "$found" ]; then
        api --output /dev/null --request PATCH --data "@$REPORT/comment.json" "$threads/$found?$version"
    else
        # 4: closed, for a policy may ask that all threads are.
        printf '{"status": 4, "comments": [%s]}' "$(cat "$REPORT/comment.json")" |
            api --output /dev/null --data @- "$threads?$version"
    fi
}
if [ -n "${SYSTEM_PULLREQUEST_PULLREQUESTID:-}" ]; then
    comment || echo "no comment with this token: the report is an artifact of the run"
fi
