"""How a fitted model is kept in Rasa's model archive: one JSON file and one numpy file, never a pickle."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage


def keep(storage: ModelStorage, resource: Resource, facts: dict[str, Any], arrays: dict[str, Any]) -> None:
    """Write a model's facts and arrays into the archive."""
    with storage.write_to(resource) as folder:
        (Path(folder) / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
        np.savez(Path(folder) / "arrays.npz", **arrays)


def read(storage: ModelStorage, resource: Resource) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Read back what `keep` wrote; None when the component was trained on nothing."""
    try:
        with storage.read_from(resource) as folder:
            facts = json.loads((Path(folder) / "facts.json").read_text(encoding="utf-8"))
            with np.load(Path(folder) / "arrays.npz") as opened:
                return facts, {name: opened[name] for name in opened.files}
    except ValueError:  # Rasa's word for a resource that was never written
        return None
