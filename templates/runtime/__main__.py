"""The API on the command line: `python -m` and the name of this package, then an action with its options.

Exit codes: 0 done; 1 the store has refused the request, or some of the records; 2 wrong usage, nothing
was sent; 3 no answer, and nothing was changed; 4 no answer that can be read, and the store may have acted;
5 the output could not be written; 130 and 143 ended by a signal; 141 nobody reads the output.
"""

from __future__ import annotations

import sys

from ._command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
