requests="$CI_API_V4_URL/projects/$CI_PROJECT_ID/merge_requests"
api() {
    curl --fail --silent --show-error --header "PRIVATE-TOKEN: $GITLAB_TOKEN" "$@"
}
listed=$(api --get --data-urlencode "source_branch=$BRANCH" --data state=opened "$requests")
number=$(printf '%s' "$listed" | python -c 'import json, sys; print(next((request["iid"] for request \
    in json.load(sys.stdin)), ""))')
if [ -z "$changed" ]; then
    [ -z "$number" ] || api --output /dev/null --request PUT --data state_event=close "$requests/$number"
elif [ -n "$number" ]; then
    api --output /dev/null --request PUT --data-urlencode "description@$REPORT/description.md" \
        "$requests/$number"
else
    api --output /dev/null --data-urlencode "source_branch=$BRANCH" \
        --data-urlencode "target_branch=$CI_COMMIT_BRANCH" --data-urlencode "title=$TITLE" \
        --data-urlencode "description@$REPORT/description.md" --data remove_source_branch=true \
        "$requests"
fi
