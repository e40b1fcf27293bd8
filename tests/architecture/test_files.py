"""Every file is fit to be read by a stranger: it says what it knows and holds nothing of one machine."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.sources import ROOT, modules, tracked

#: Put together here, so that neither this file nor any other search for them finds this one.
MACHINE = [f"/{folder}/" for folder in ("root", "work", "Users")] + ["/home/" + "[a-z]"]
REGISTRIES = [
    rf"{name}\.{ending}"
    for name, ending in (("pypi", "org"), ("pythonhosted", "org"), (r"registry\.npmjs", "org"), ("npmmirror", "com"))
]
FORBIDDEN = re.compile("|".join([rf"(?<![\w.]){path}" for path in MACHINE] + REGISTRIES))


def test_no_file_names_a_folder_of_one_machine_or_a_package_registry() -> None:
    faults = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        faults += [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if FORBIDDEN.search(line)
        ]
    assert faults == []


def test_every_module_opens_by_saying_what_it_knows() -> None:
    silent = [str(name) for name, tree in modules() if not ast.get_docstring(tree)]
    # The names of tests are sentences already.
    assert [name for name in silent if not Path(name).name.startswith("test_")] == []


def test_no_module_has_become_too_long_to_read() -> None:
    # Tests and tables of data may be longer than the rules they are about.
    lengths = {
        str(name): len((ROOT / name).read_text(encoding="utf-8").splitlines())
        for name, _ in modules()
        if name.parts[0] != "tests"
    }
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}


def test_nothing_that_is_built_or_kept_is_in_git() -> None:
    built = {"build", ".venv", ".venv-rasa", ".signpost", "node_modules", "results"}
    assert [str(path) for path in tracked() if path.relative_to(ROOT).parts[0] in built] == []
