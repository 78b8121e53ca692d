if [ -s "$REPORT/comment.md" ]; then
    cat "$REPORT/comment.md" >> "$GITHUB_STEP_SUMMARY"
    echo "changed=true" >> "$GITHUB_OUTPUT"
fi
# One comment, which is kept up to date; none while nothing changes.
comments="repos/$GITHUB_REPOSITORY/issues"
comment() {
    found=$(gh api --paginate "$comments/$PULL_REQUEST/comments" \
        --jq '.[] | select(.body | startswith("<!-- neto-gen diff -->")) | .id') || return
    found=$(printf '%s\n' "$found" | sed -n 1p)
    if [ ! -s "$REPORT/comment.md" ]; then
        [ -z "$found" ] || gh api --silent --method DELETE "$comments/comments/$found"
    elif [ -n "$found" ]; then
        gh api --silent --method PATCH "$comments/comments/$found" \
            --field "body=@$REPORT/comment.md"
    else
        gh api --silent --method POST "$comments/$PULL_REQUEST/comments" \
            --field "body=@$REPORT/comment.md"
    fi
}
if [ -n "$GH_TOKEN" ] && [ -n "$PULL_REQUEST" ]; then
    comment || echo "::notice::no comment with this token: the report is in the summary of the job"
fi
