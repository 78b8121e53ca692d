"""Share what collections of requests have in common: the headers of a call, and their variables.

No collection contains a key: a header refers to a variable, and each tool has a place of its own
for secrets.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from neto_gen.catalogue import ACTION, ENDPOINT

if TYPE_CHECKING:
    from neto_gen.export.api import Action, Api

URL: Final = "{{store}}" + ENDPOINT
KEY: Final = "neto_key"
USERNAME: Final = "neto_username"


def headers(action: Action) -> dict[str, str]:
    """Return the headers of a call, without the user name, which few keys need."""
    return {
        ACTION: action.name,
        "NETOAPI_KEY": f"{{{{{KEY}}}}}",
        "Accept": "application/json",
        "Content-Type": "application/json",
    }


OPTIONAL: Final = {"NETOAPI_USERNAME": f"{{{{{USERNAME}}}}}"}
"""The header of a key that belongs to a staff user: an empty one is worse than none, so it is off."""


def body(action: Action, api: Api) -> str:
    """Return an indented example of a body.

    Tools expand `{{`, and some of them run code there: inside a string, JSON has another spelling
    of it, and it occurs nowhere else in a body.
    """
    text = json.dumps(api.examples.json(action.name), indent=2, ensure_ascii=False)
    return text.replace("{{", "{\\u007b")
