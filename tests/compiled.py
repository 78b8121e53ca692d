"""Each text of a module compiled once in a process, however many folders it is imported from.

Tests import hundreds of clients, and most modules of each are the same: what Python caches beside a module
does not help where the next client lies in another folder.
"""

from __future__ import annotations

import hashlib
from importlib.machinery import SourceFileLoader
from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def compile_each_text_once() -> None:
    """Let what imports modules from files take the code of a text that was compiled before."""
    if not getattr(SourceFileLoader.source_to_code, "is_remembering", False):
        SourceFileLoader.source_to_code = _remembering(SourceFileLoader.source_to_code)  # type: ignore[method-assign]


def _remembering(compiling: Callable[..., CodeType]) -> Any:
    compiled: dict[bytes, CodeType] = {}

    def source_to_code(
        self: SourceFileLoader, data: Any, path: Any, *, _optimize: int = -1
    ) -> CodeType:
        if not isinstance(data, bytes) or not isinstance(path, str) or _optimize != -1:
            return compiling(self, data, path, _optimize=_optimize)
        key = hashlib.sha256(data).digest()
        code = compiled.get(key)
        if code is None:
            code = compiled[key] = compiling(self, data, path)
        return _moved(code, path)

    source_to_code.is_remembering = True  # type: ignore[attr-defined]
    return source_to_code


def _moved(code: CodeType, path: str) -> CodeType:
    """Return the code as if it had been compiled from this file, which tracebacks name."""
    if code.co_filename == path:
        return code
    constants = (
        _moved(constant, path) if isinstance(constant, CodeType) else constant
        for constant in code.co_consts
    )
    return code.replace(co_filename=path, co_consts=tuple(constants))
