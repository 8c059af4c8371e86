"""Four columns, one row per idea: spec, vectors, Python, TypeScript have the same stems and export the same names."""

import re
from pathlib import Path

import shaiba_sync
from shaiba_sync import errors
from tests.sync.stems import STEMS

SYNC = Path(__file__).parents[2] / "sync"
PYTHON = SYNC / "python" / "shaiba_sync"
TYPESCRIPT = SYNC / "typescript" / "src"
PAGES_WITHOUT_CODE = {
    "concepts",
    "notify",
    "audit",
    "erase",
    "roll",
    "family",
    "people",
    "payout",
    "powers",
    "open",
    "know",
}
"""verify.py shares no code with what it checks; op.py erases; a roll's rules are the kinds' and the server's, and of
people, and of open files, only a server and its own app speak."""
PAGES_WITHOUT_VECTORS = {"concepts", "audit", "errors", "versions"}
PYTHON_ONLY = {"__init__"}
TYPESCRIPT_ONLY = {"index", "ed25519", "sha256", "sha256.node"}
"""Ed25519 for engines that lack it; SHA-256, which Python has."""
EXPORT = re.compile(r"^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)", re.MULTILINE)

ERROR_CLASSES = {name for name in shaiba_sync.__all__ if hasattr(errors, name)} - {"SyncError", "RETRY", "STATUS"}
"""In TypeScript a refusal is a `SyncError` with a code; the codes are compared by a vector."""


def stems(folder: Path, suffix: str) -> set[str]:
    return {path.name.removesuffix(suffix) for path in folder.glob(f"*{suffix}")}


def test_the_modules_are_the_same():
    assert stems(PYTHON, ".py") - PYTHON_ONLY == stems(TYPESCRIPT, ".ts") - TYPESCRIPT_ONLY


def test_every_idea_has_a_page_vectors_and_two_modules():
    pages = stems(SYNC / "spec", ".md")
    assert pages - PAGES_WITHOUT_VECTORS >= set(STEMS)
    assert stems(SYNC / "vectors", ".json") >= set(STEMS)
    modules = stems(PYTHON, ".py")
    assert {page.removesuffix("s") if page == "versions" else page for page in pages - PAGES_WITHOUT_CODE} <= modules


def test_what_python_exports_typescript_exports():
    missing = {fold(name) for name in set(shaiba_sync.__all__) - ERROR_CLASSES} - typescript_names()
    assert not missing


def typescript_names() -> set[str]:
    """The names that index.ts exports, itself or with all of a module."""
    index = (TYPESCRIPT / "index.ts").read_text(encoding="utf-8")
    names = [name for listed in re.findall(r"export (?:type )?\{([^}]*)\} from", index) for name in listed.split(",")]
    for module in re.findall(r"export \* from '\./(\w+)\.ts'", index):
        names += EXPORT.findall((TYPESCRIPT / f"{module}.ts").read_text(encoding="utf-8"))
    return {fold(name.strip().removeprefix("type ")) for name in names}


def fold(name: str) -> str:
    return name.replace("_", "").lower()
