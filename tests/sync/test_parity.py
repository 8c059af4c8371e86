"""Four columns, one row per idea: spec, vectors, Python, TypeScript have the same stems and export the same names."""

import re
from pathlib import Path

import shaiba_sync

SYNC = Path(__file__).parents[2] / "sync"
PYTHON = SYNC / "python" / "shaiba_sync"
TYPESCRIPT = SYNC / "typescript" / "src"
IDEAS = {"op", "clock", "merge", "scope", "tree"}
PAGES_WITHOUT_CODE = {"concepts"}
PAGES_WITHOUT_VECTORS = {"concepts", "errors", "versions"}
PYTHON_ONLY = {"__init__"}
TYPESCRIPT_ONLY = {"index"}

ERROR_CLASSES = {
    name for name, item in vars(shaiba_sync).items() if isinstance(item, type) and issubclass(item, shaiba_sync.SyncError)
}
"""In TypeScript a refusal is a `SyncError` with a code; the codes are compared by a vector."""


def stems(folder: Path, suffix: str) -> set[str]:
    return {path.name.removesuffix(suffix) for path in folder.glob(f"*{suffix}")}


def test_the_modules_are_the_same():
    assert stems(PYTHON, ".py") - PYTHON_ONLY == stems(TYPESCRIPT, ".ts") - TYPESCRIPT_ONLY


def test_every_idea_has_a_page_vectors_and_two_modules():
    pages = stems(SYNC / "spec", ".md")
    assert pages - PAGES_WITHOUT_VECTORS >= IDEAS
    assert stems(SYNC / "vectors", ".json") >= IDEAS
    modules = stems(PYTHON, ".py")
    assert {page.removesuffix("s") if page == "versions" else page for page in pages - PAGES_WITHOUT_CODE} <= modules


def test_what_python_exports_typescript_exports():
    missing = {fold(name) for name in set(shaiba_sync.__all__) - ERROR_CLASSES} - typescript_names()
    assert not missing


def typescript_names() -> set[str]:
    """The names exported by the modules that index.ts exports from."""
    names: set[str] = set()
    index = (TYPESCRIPT / "index.ts").read_text(encoding="utf-8")
    for listed, module in re.findall(r"export (?:type )?(\*|\{[^}]*\}) from '\./(\w+)\.ts'", index):
        if listed == "*":
            source = (TYPESCRIPT / f"{module}.ts").read_text(encoding="utf-8")
            names.update(re.findall(r"^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)", source, re.M))
        else:
            names.update(name.split(" as ")[-1].strip().removeprefix("type ") for name in listed[1:-1].split(",") if name.strip())
    return {fold(name) for name in names}


def fold(name: str) -> str:
    return name.replace("_", "").lower()
