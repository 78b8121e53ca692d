set -eu
rm -rf "$REPORT"
mkdir -p "$REPORT"
neto-gen fetch --quiet
neto-gen build --quiet
if grep -qs "Written by neto-gen docs" reference/index.md; then
    neto-gen docs --quiet
fi
git add --all .
changed=
if ! git diff --cached --quiet; then
    changed=true
    git switch --quiet --force-create "$BRANCH"
    git -c "user.name=$NAME" -c "user.email=$EMAIL" commit --quiet --message "$TITLE"
    # 4: there were no schemas before.
    neto-gen diff HEAD~ --format markdown --fail-on never > "$REPORT/description.md" || [ $? -eq 4 ]
    neto-gen diff HEAD~ --format html --fail-on never --output "$REPORT/diff.html" || [ $? -eq 4 ]
    # The same update as yesterday's is left alone, with its reviews.
    if git fetch --quiet --depth 1 origin "$BRANCH" 2> /dev/null &&
        git diff --quiet FETCH_HEAD HEAD; then
        echo "$BRANCH is up to date"
    else
        git push --quiet --force origin "HEAD:refs/heads/$BRANCH"
    fi
else
    echo "the vendor's schemas have not changed"
fi
