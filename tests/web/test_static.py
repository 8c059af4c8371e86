"""The built app's files: packed by the build, and made again where what lies beside is not of the same text."""

import gzip
from pathlib import Path

import brotli

from shaiba.web.pack import pack
from shaiba.web.static import AppFiles

TEXT = b"export const yard = 'sun'\n" * 200


def built(folder: Path) -> Path:
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(b"<!doctype html>" * 50)
    (folder / "assets" / "main.js").write_bytes(TEXT)
    (folder / "icon.png").write_bytes(b"\x89PNG")
    return folder


def test_what_the_build_packed_goes_out_as_it_is(tmp_path: Path) -> None:
    folder = built(tmp_path / "dist")
    pack(folder)
    found = AppFiles(folder).get("/assets/main.js")
    assert found is not None
    assert found.body["br"] == (folder / "assets" / "main.js.br").read_bytes()
    assert brotli.decompress(found.body["br"]) == gzip.decompress(found.body["gzip"]) == TEXT


def test_packed_forms_are_no_files_of_the_app(tmp_path: Path) -> None:
    folder = built(tmp_path / "dist")
    pack(folder)
    assert sorted(AppFiles(folder).files) == ["/assets/main.js", "/icon.png", "/index.html"]


def test_a_packed_form_that_is_old_broken_or_missing_is_made_again(tmp_path: Path) -> None:
    folder = built(tmp_path / "dist")
    pack(folder)
    script, page = folder / "assets" / "main.js", folder / "index.html"
    script.write_bytes(TEXT + b"// later\n")
    page.with_name("index.html.br").write_bytes(b"no brotli")
    page.with_name("index.html.gz").unlink()
    files = AppFiles(folder)
    for path, text in (("/assets/main.js", script.read_bytes()), ("/", page.read_bytes())):
        found = files.get(path)
        assert found is not None
        assert brotli.decompress(found.body["br"]) == gzip.decompress(found.body["gzip"]) == text
