[ -z "$changed" ] || echo "##vso[task.setvariable variable=changed]true"
repository="$SYSTEM_COLLECTIONURI$SYSTEM_TEAMPROJECTID/_apis/git/repositories/$BUILD_REPOSITORY_ID"
version="api-version=7.1"
api() {
    curl --fail --silent --show-error --header "Authorization: Bearer $SYSTEM_ACCESSTOKEN" \
        --header "Content-Type: application/json" "$@"
}
search="searchCriteria.status=active&searchCriteria.sourceRefName=refs/heads/$BRANCH"
listed=$(api "$repository/pullrequests?$search&$version")
number=$(printf '%s' "$listed" | python -c 'import json, sys; print(next((request["pullRequestId"] \
    for request in json.load(sys.stdin)["value"]), ""))')
if [ -z "$changed" ]; then
    [ -z "$number" ] || api --output /dev/null --request PATCH --data '{"status": "abandoned"}' \
        "$repository/pullrequests/$number?$version"
else
    # A description may have 4,000 characters; the page that is published has all.
    python - "$number" > "$REPORT/request.json" << 'PYTHON'
import json, os, pathlib, sys
report, branch = pathlib.Path(os.environ["REPORT"]), os.environ["BRANCH"]
text = report.joinpath("description.md").read_text("utf-8")
if len(text) > 4000:
    text = text[:3900].rpartition("\n")[0] + "\n\n… and more: see the artifact neto-gen-diff.\n"
request = {"description": text}
if not sys.argv[1]:
    request["title"] = os.environ["TITLE"]
    request["sourceRefName"] = "refs/heads/" + branch
    request["targetRefName"] = os.environ["BUILD_SOURCEBRANCH"]
print(json.dumps(request))
PYTHON
    if [ -n "$number" ]; then
        api --output /dev/null --request PATCH --data "@$REPORT/request.json" \
            "$repository/pullrequests/$number?$version"
    else
        api --output /dev/null --data "@$REPORT/request.json" "$repository/pullrequests?$version"
    fi
fi
