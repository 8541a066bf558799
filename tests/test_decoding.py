"""Source files as bytes: every encoding that Python reads, and nothing lost on the way back."""

from __future__ import annotations

import codecs
import tokenize
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jaxlint.text.decoding import Source, UndecodableError, decode

READABLE = {
    "empty": b"",
    "utf-8": "x = 'é 漢 😀'\n".encode(),
    "bom": codecs.BOM_UTF8 + b"x = 1\n",
    "bom and cookie": codecs.BOM_UTF8 + b"# -*- coding: utf-8 -*-\nx = 1\n",
    "bom alone": codecs.BOM_UTF8,
    "latin-1": b"# coding: latin-1\nx = '\xe9'\n",
    "cookie in line 2": b"#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n",
    "no cookie in line 3": "\n\n# coding: latin-1\nx = 'é'\n".encode(),
    "cookie after code is none": "x = 1  # coding: latin-1\ny = 'é'\n".encode(),
    "crlf": b"x = 1\r\ny = 2\r\n",
    "cr": b"x = 1\ry = 2\r",
    "mixed line ends": b"x = 1\r\ny = 2\nz = 3\r",
    "no final line end": b"x = 1",
    "form feed": b"x = 1\n\x0cy = 2\n",
    "shift_jis": "# coding: shift_jis\nx = '漢字'\n".encode("shift_jis"),
}


@pytest.mark.parametrize("data", READABLE.values(), ids=READABLE)
def test_reads_what_python_reads(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "program.py"
    file.write_bytes(data)
    with tokenize.open(file) as opened:
        expected = opened.read()
    text = decode(data).text
    assert text.replace("\r\n", "\n").replace("\r", "\n") == expected.removeprefix("\ufeff")


@pytest.mark.parametrize("data", READABLE.values(), ids=READABLE)
def test_gives_back_every_byte(data: bytes) -> None:
    assert decode(data).encode() == data


@given(st.text().filter(lambda text: "coding" not in text and not text.startswith("\ufeff")), st.booleans())
def test_gives_back_any_text(text: str, has_bom: bool) -> None:
    try:
        data = Source(text, has_bom=has_bom).encode()
    except UnicodeEncodeError:
        return
    assert decode(data) == Source(text, "utf-8", has_bom)


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"x = 1\ny = '\xff'\n", 2, "byte 0xff in line 2 is not utf-8"),
        (codecs.BOM_UTF8 + b"\n\n'\xe9'", 3, "byte 0xe9 in line 3"),
        (b"# coding: uft-8\n", 1, "uft-8"),
        (codecs.BOM_UTF8 + b"# coding: latin-1\n", 1, "utf-8"),
        (b"# coding: hex\nx = 1\n", 1, "`hex`"),
        (b"# coding: zlib\n", 1, "`zlib`"),
        (b"# coding: ascii\nx = '\xe9'\n", 2, "ascii"),
        ("x = 1\n".encode("utf-16"), 1, "byte 0xff"),
    ],
)
def test_names_what_cannot_be_decoded(data: bytes, line: int, says: str) -> None:
    with pytest.raises(UndecodableError) as caught:
        decode(data)
    assert caught.value.line == line
    assert says in caught.value.message
    assert "\n" not in caught.value.message


def test_an_edit_is_written_in_the_encoding_of_the_file() -> None:
    source = decode(b"# coding: latin-1\r\nx = '\xe9'\r\n")
    assert source.encode(source.text.replace("x", "ü")) == b"# coding: latin-1\r\n\xfc = '\xe9'\r\n"
    with pytest.raises(UnicodeEncodeError):
        source.encode("漢")
