curl --fail --silent --show-error --output /dev/null --header "PRIVATE-TOKEN: $GITLAB_TOKEN" \
    --data-urlencode "tag_name=v$VERSION" --data-urlencode "description@$REPORT/section.md" \
    "$CI_API_V4_URL/projects/$CI_PROJECT_ID/releases"
