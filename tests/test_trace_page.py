"""`jaxlint trace --html`: the listing as a page that a person reads, looks over and clicks through."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from jaxlint.cli import main

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "microsoft-edge")

PROGRAM = """\
import jax
import jax.numpy as jnp

import helpers


def scale(v, by):
\tn = v.shape[0] // 2
\treturn v * by + n


@jax.jit
def step(x):
    y = scale(x, 2.0)
    mask = "<b>" if x is None else y > 0 & (x < 3)
    z = helpers.ones()
    lost = unknown_name(y)
    return jnp.where(mask, y, z)


out = step(jnp.ones((4, 3)))


def again(k):
    return again(k - 1) + again(k - 2)


again(9)
"""


class Page(HTMLParser):
    """What of a page the tests look at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: dict[str, tuple[str, str, str]] = {}
        """By text of the value: where it leads, its class, why."""
        self.whys: dict[str, str] = {}
        self.tags: set[str] = set()
        self.loads: list[str] = []
        self.cells: list[str] = []
        self._open: list[tuple[str, dict[str, str], str]] = []
        self.feed(text)
        assert not self._open, "every tag is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.loads += [given[name] for name in ("src", "data", "action") if name in given]
        if tag == "link":
            self.loads.append(given.get("href", ""))
        if "id" in given:
            self.ids.append(given["id"])
        if tag != "meta":
            self._open.append((tag, given, ""))

    def handle_endtag(self, tag: str) -> None:
        opened, given, text = self._open.pop()
        assert opened == tag
        if tag == "a":
            self.links[text] = given["href"], given["class"], given["data-why"]
        if "data-why" in given:
            self.whys[text] = given["data-why"]
        if tag == "td":
            self.cells.append(text)
        self.handle_data(text)

    def handle_data(self, data: str) -> None:
        if self._open:
            tag, given, text = self._open[-1]
            self._open[-1] = tag, given, text + data


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "model.py").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "helpers.py").write_text(
        "import jax.numpy as jnp\n\n\ndef ones():\n    return jnp.ones(3)\n", encoding="utf-8"
    )
    assert main(["trace", "model.py", "--html", "page.html"]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "wrote page.html\n"
    return tmp_path / "page.html"


def test_it_shows_the_program_and_its_values(page: Path) -> None:
    found = Page(page.read_text(encoding="utf-8"))
    assert [cell for cell in found.cells[1::3] if cell] == [line for line in PROGRAM.splitlines() if line]
    values = dict(zip(found.cells[::3], found.cells[2::3], strict=True))
    assert values["13"] == "x: float[4, 3] traced"
    assert values["8"] == "n: 2"
    assert values["17"] == "lost: ?"
    assert any("gave up: " in cell and "calls itself" in cell for cell in found.cells)


def test_values_have_the_colour_of_what_they_are(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for tone, value in {
        "traced": "float[4, 3] traced",
        "concrete": "float[4, 3]",
        "static": "2",
        "unknown": "?",
    }.items():
        assert re.search(rf'class="{tone}"[^>]*>{re.escape(value)}<', text), tone
        assert f'<b class="{tone}">{tone}</b>' in text


def test_values_lead_to_what_they_came_from(page: Path) -> None:
    found = Page(page.read_text(encoding="utf-8"))
    href, tone, why = found.links["float[4, 3] traced"]
    assert (tone, why) == ("traced", "`x` is an argument of `step`, which `jax.jit` traces (line 13)")
    assert href.removeprefix("#") in found.ids
    assert len(set(found.ids)) == len(found.ids)
    assert all(target.removeprefix("#") in found.ids for target, _, _ in found.links.values())


def test_origins_in_other_files_are_named(page: Path) -> None:
    found = Page(page.read_text(encoding="utf-8"))
    assert "helpers.py:5)" in found.whys["float[3] traced"]
    assert "float[3] traced" not in found.links


def test_nothing_runs_and_nothing_is_loaded(page: Path) -> None:
    found = Page(page.read_text(encoding="utf-8"))
    assert found.loads == []
    assert "script" not in found.tags
    assert "url(" not in page.read_text(encoding="utf-8")


def test_one_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("model.py").write_text(PROGRAM, encoding="utf-8")
    assert main(["trace", "model.py:scale", "--html", "page.html"]) == 0
    found = Page(Path("page.html").read_text(encoding="utf-8"))
    assert found.cells[::3] == ["7", "8", "9"]
    assert found.links == {}
    assert found.whys["float[4, 3] traced"].endswith("(line 13)")


def test_a_page_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("model.py").write_text(PROGRAM, encoding="utf-8")
    assert main(["trace", "model.py", "--html", "none/page.html"]) == 2
    error = capsys.readouterr().err
    assert error == "jaxlint: error: none/page.html cannot be written: No such file or directory\n"


# Asks the browser what a person would see: what a hover says and a click marks.
PROBE = """
<script>
addEventListener("load", async () => {
  const link = [...document.querySelectorAll("a.traced")].find(a => a.textContent == "float[4, 3] traced");
  const plain = getComputedStyle(document.body).backgroundColor;
  const before = document.querySelector(":target");
  link.focus();
  const why = getComputedStyle(link, "::after").content;
  link.click();
  await new Promise(done => setTimeout(done, 100));
  const target = document.querySelector(":target");
  const cell = document.querySelector("td.values");
  const seen = {
    before: before === null,
    marked: target.textContent,
    line: target.closest("tr").id,
    highlighted: getComputedStyle(target).backgroundColor != plain,
    why,
    colours: new Set(["traced", "concrete", "static", "unknown"].map(
      tone => getComputedStyle(document.querySelector("td ." + tone)).color)).size,
    beside: cell.getBoundingClientRect().left >= cell.previousElementSibling.getBoundingClientRect().right - 1,
    tab: document.querySelector("#L8 .source").textContent.startsWith("\\t"),
  };
  document.body.replaceChildren();
  document.body.textContent = JSON.stringify(seen);
});
</script>
"""


@pytest.mark.skipif(
    not any(map(shutil.which, BROWSERS)), reason=f"needs a browser: one of {', '.join(BROWSERS)}"
)
def test_a_browser_shows_it(page: Path) -> None:
    browser = next(path for name in BROWSERS if (path := shutil.which(name)))
    probed = page.with_name("probed.html")
    probed.write_text(
        page.read_text(encoding="utf-8").replace("</body>", PROBE + "</body>"), encoding="utf-8"
    )
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={page.parent / 'profile'}",
         "--virtual-time-budget=3000", "--dump-dom", probed.as_uri()],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    body = re.search(r"<body>(\{.*\})</body>", done.stdout)
    assert body is not None, done.stdout[-2000:] + done.stderr[-2000:]
    assert json.loads(body[1].replace("&quot;", '"')) == {
        "before": True,
        "marked": "x",
        "line": "L13",
        "highlighted": True,
        "why": '"`x` is an argument of `step`, which `jax.jit` traces (line 13)"',
        "colours": 4,
        "beside": True,
        "tab": True,
    }
