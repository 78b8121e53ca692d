"""What collections of requests have in common: the headers of a call, and the variables in them.

No key is in a collection: a header names a variable, and each tool has a place of its own for secrets.
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
    """The headers of a call, without that of a user, which few keys need."""
    return {
        ACTION: action.name,
        "NETOAPI_KEY": f"{{{{{KEY}}}}}",
        "Accept": "application/json",
        "Content-Type": "application/json",
    }


OPTIONAL: Final = {"NETOAPI_USERNAME": f"{{{{{USERNAME}}}}}"}
"""The header of a key that belongs to a staff user: an empty one is worse than none, so it is off."""


def body(action: Action, api: Api) -> str:
    """The example of a body, as people read it.

    Tools put the values of variables, and some of them run code, where there is `{{`: in a text, JSON
    has another spelling of it, and nothing else in a body has two of these signs together.
    """
    text = json.dumps(api.examples.json(action.name), indent=2, ensure_ascii=False)
    return text.replace("{{", "{\\u007b")
