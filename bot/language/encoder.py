"""What a message means, as a vector: a small int8 ONNX sentence encoder, one text at a time on one thread.

Shared by both runtimes, so it stays within Python 3.10, numpy, onnxruntime and tokenizers.
"""

import json
from collections import OrderedDict
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

Vector = NDArray[np.float32]

# What the encoder was trained on; longer texts are scored by their sentences too (bot.nlu).
LONGEST_IN_TOKENS = 256
REMEMBERED = 2048


class EncoderMissingError(Exception):
    """The folder holds no built encoder; the message says how to get one."""


class Encoder:
    """Turns a text into a unit vector; texts that mean the same lie close together.

    Texts are never batched: an int8 graph picks one scale for the whole batch, so that the same text gets
    other vectors beside other texts (cosine down to 0.98, measured). Not safe to share between threads.
    """

    def __init__(
        self, tokenizer: Tokenizer, session: onnxruntime.InferenceSession, version: str, remember: int
    ) -> None:
        self._tokenizer = tokenizer
        self._session = session
        self._inputs = frozenset(part.name for part in session.get_inputs())
        self._remember = remember
        self._known: OrderedDict[str, Vector] = OrderedDict()
        self.version = version
        self.dimensions = int(self._run("size").shape[0])

    @classmethod
    def load(cls, folder: Path | str, *, remember: int = REMEMBERED) -> "Encoder":
        """Open the encoder in `folder` (model.onnx, tokenizer.json, manifest.json).

        Args:
            folder: normally build/encoder.
            remember: how many vectors of recent texts to keep (about 1.5 kB each); 0 keeps none.

        Raises:
            EncoderMissingError: a file is missing.
        """
        folder = Path(folder)
        for name in ("model.onnx", "tokenizer.json"):
            if not (folder / name).is_file():
                raise EncoderMissingError(f"No {name} in {folder}: build the encoder with `make setup`.")
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(LONGEST_IN_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
        return cls(tokenizer, session, version_of(folder), remember)

    def encode(self, text: str) -> Vector:
        """Return the text's meaning: float32, shape (dimensions,), length 1; all zeros for a blank text."""
        text = text.strip()
        if not text:
            return np.zeros(self.dimensions, dtype=np.float32)
        known = self._known.get(text)
        if known is not None:
            self._known.move_to_end(text)
            return known
        vector = self._run(text)
        if self._remember:
            self._known[text] = vector
            if len(self._known) > self._remember:
                self._known.popitem(last=False)
        return vector

    def words(self) -> frozenset[str]:
        """Return the whole words of the encoder's vocabulary: a word list of general English."""
        return frozenset(word for word in self._tokenizer.get_vocab() if word.isalpha() and len(word) > 2)

    def _run(self, text: str) -> Vector:
        tokens = self._tokenizer.encode(text)
        feed = {
            "input_ids": np.array([tokens.ids], dtype=np.int64),
            "attention_mask": np.array([tokens.attention_mask], dtype=np.int64),
            "token_type_ids": np.zeros((1, len(tokens.ids)), dtype=np.int64),
        }
        feed = {name: value for name, value in feed.items() if name in self._inputs}
        output = np.asarray(self._session.run(None, feed)[0][0], dtype=np.float32)
        if output.ndim == 2:  # a token-level encoder from elsewhere: take the mean of its tokens
            output = output.mean(axis=0)
        length = float(np.linalg.norm(output))
        vector: Vector = (output / length if length else output).astype(np.float32)
        # Remembered vectors are handed out as they are, so nobody may write into one.
        vector.flags.writeable = False
        return vector


def version_of(folder: Path | str) -> str:
    """Return what tells this encoder from another: the model's hash as its manifest records it.

    Training caches must notice a changed encoder, which lives outside the trained model. Without a manifest
    (an encoder put there by hand) the file's size and time stand in for its hash.
    """
    folder = Path(folder)
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        return str(manifest["files"]["model.onnx"])
    except (OSError, ValueError, KeyError):
        found = folder / "model.onnx"
        if not found.is_file():
            return "missing"
        return f"{found.stat().st_size}-{found.stat().st_mtime_ns}"
