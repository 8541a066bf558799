"""Bytes to text and back, as Python itself decodes a source file."""

from __future__ import annotations

import codecs
import io
import re
import tokenize

from jaxlint.records import dataclass

_DECLARES_ENCODING = re.compile(rb"coding[:=]")
_TWO_LINES = re.compile(rb"(?:[^\n]*\n){0,2}[^\n]*")


class UndecodableError(ValueError):
    """The bytes are not text in the encoding that the file declares, or it declares none that exists."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded file. `text` has no byte order mark and keeps its line ends as they are."""

    text: str
    encoding: str = "utf-8"
    has_bom: bool = False

    def encode(self, text: str | None = None) -> bytes:
        """The bytes of the file with `text` (by default its own text) in it.

        Raises:
            UnicodeEncodeError: when the encoding lacks a character of the text.
        """
        data = (self.text if text is None else text).encode(self.encoding)
        return codecs.BOM_UTF8 + data if self.has_bom else data


def decode(data: bytes) -> Source:
    """The text of a source file, by its byte order mark and its `coding` comment (PEP 263).

    Raises:
        UndecodableError: when Python could not decode the file either.
    """
    has_bom = data.startswith(codecs.BOM_UTF8)
    encoding = _declared_encoding(data)
    body = data[len(codecs.BOM_UTF8) :] if has_bom else data
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        byte = body[error.start]
        raise UndecodableError(
            f"byte 0x{byte:02x} in line {line} is not {encoding}; declare the file's encoding", line
        ) from error
    except (LookupError, UnicodeError, ValueError) as error:
        # Codecs from bytes to bytes (`hex`, `zip`) are found by name and decode no text.
        raise UndecodableError(f"encoding `{encoding}` does not decode this file: {error}") from error
    return Source(text, encoding, has_bom)


def _declared_encoding(data: bytes) -> str:
    head = _TWO_LINES.match(data)
    if head is None or not _DECLARES_ENCODING.search(head.group()):
        return "utf-8"
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    except SyntaxError as error:
        raise UndecodableError(error.msg or "the declared encoding is unknown") from error
    return "utf-8" if encoding == "utf-8-sig" else encoding
