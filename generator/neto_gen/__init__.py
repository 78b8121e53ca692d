"""neto-gen: from the XML schemas of an API to a typed Python client.

All that is imported after this can be read by a new Python only; this, by any from 3.7 on.
"""

import sys

_OLDEST = (3, 11)
if sys.version_info < _OLDEST:
    raise SystemExit(
        f"neto-gen needs Python 3.11 or newer: this is Python {sys.version.split()[0]}"
    )

__version__ = "0.1.0"
