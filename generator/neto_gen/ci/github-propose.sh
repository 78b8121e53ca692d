number=$(gh pr list --head "$BRANCH" --state open --json number --jq '.[].number')
if [ -z "$changed" ]; then
    [ -z "$number" ] || gh pr close "$number" --comment "The client is up to date without it."
elif [ -n "$number" ]; then
    gh pr edit "$number" --body-file "$REPORT/description.md"
else
    gh pr create --title "$TITLE" --body-file "$REPORT/description.md" --head "$BRANCH" \
        --base "$GITHUB_REF_NAME" || {
        echo "::error::switch on: Settings > Actions > General > Allow GitHub Actions to create" \
            "and approve pull requests"
        exit 1
    }
fi
[ -z "$changed" ] || echo "changed=true" >> "$GITHUB_OUTPUT"
