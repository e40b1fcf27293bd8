"""One sentence encoder for all components of a process: loading it twice would cost memory and lose its cache."""

from functools import lru_cache
from pathlib import Path

from bot.language.encoder import Encoder, version_of

ROOT = Path(__file__).resolve().parents[2]
DEFAULT_FOLDER = "build/encoder"


def folder_of(setting: str) -> Path:
    """Return the encoder's folder; a relative setting is relative to the project."""
    return ROOT / setting


@lru_cache(maxsize=4)
def _load(folder: Path, version: str) -> Encoder:
    return Encoder.load(folder)


def shared_encoder(setting: str) -> Encoder:
    """Return the process's encoder for this setting, loading it at first use."""
    folder = folder_of(setting)
    return _load(folder, version_of(folder))
