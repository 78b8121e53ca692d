"""The files of a mirror that is a folder, had as a server's are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.problems import Failure
from neto_gen.sources.folder import open_folder
from neto_gen.sources.http import Download, Edition, UnavailableError
from neto_gen.sources.scan import NotASchemaError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from neto_gen.sources.http import DownloadPolicy


class MirrorFolder:
    """Reads the files of a folder. What a link leads out of it to is not in it."""

    def __init__(self, path: Path, address: str, policy: DownloadPolicy) -> None:
        self.folder = open_folder(path, address, hint="check mirror in [tool.neto-gen]")
        self.address = address
        self.policy = policy
        self.total = 0

    def close(self) -> None:
        """Do nothing: a folder does not have to be closed."""

    def name_of(self, _url: str) -> str:
        """Return the mirror for messages."""
        return self.address

    def get(
        self, _url: str, file: str, _known: Edition | None, check: Callable[[bytes], object]
    ) -> Download:
        """Read a file. `check` raises NotASchemaError for what will not do.

        Raises UnavailableError.
        """
        try:
            content = self.folder.read(file)
            if content is None:
                raise UnavailableError("has no such file")
            if len(content) > self.policy.limit:
                raise UnavailableError(f"larger than {self.policy.limit:,} bytes")
            check(content)
        except NotASchemaError as error:
            raise UnavailableError(str(error)) from None
        except Failure as failure:
            raise UnavailableError(failure.problems[0].what) from None
        self.total += len(content)
        if self.total > self.policy.total:
            what = f"all files together are larger than {self.policy.total:,} bytes"
            raise UnavailableError(what, is_shared=True)
        return Download(url=f"{self.address}{file}", content=content, edition=Edition())
