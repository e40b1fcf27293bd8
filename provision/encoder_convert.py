"""How original all-MiniLM-L6-v2 weights become a small int8 ONNX sentence encoder.

Runs inside the temporary conversion environment that `provision.encoder` makes; never at run time.
"""

import argparse
import os
import sys
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")

OPSET = 13
CHECK = (
    "i cant pay my rent and they want me out",
    "nobody to talk to since my wife died",
    "my lad has stopped going to school",
    "thanks",
)
# About 0.99 is usual and short texts have less; under this the conversion is broken.
LOWEST_COSINE = 0.95


def say(words: str) -> None:
    """Print one progress line at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def export_float(model_dir: Path, target: Path):  # noqa: ANN201 - heavy types, imported late
    """Write the float ONNX graph with mean pooling and L2 norm inside; return the TensorFlow function."""
    import tensorflow as tf
    import tf2onnx
    from transformers import TFBertModel

    bert = TFBertModel.from_pretrained(str(model_dir), use_safetensors=True, local_files_only=True)
    spec = [
        tf.TensorSpec((None, None), tf.int64, name="input_ids"),
        tf.TensorSpec((None, None), tf.int64, name="attention_mask"),
    ]

    @tf.function(input_signature=spec)
    def encode(input_ids, attention_mask):  # noqa: ANN001, ANN202
        hidden = bert(
            input_ids=input_ids,
            attention_mask=attention_mask,
            token_type_ids=tf.zeros_like(input_ids),
            training=False,
        ).last_hidden_state
        weight = tf.cast(attention_mask, tf.float32)[:, :, None]
        mean = tf.reduce_sum(hidden * weight, 1) / tf.maximum(tf.reduce_sum(weight, 1), 1e-9)
        norm = tf.sqrt(tf.reduce_sum(mean * mean, 1, keepdims=True))
        return {"sentence_embedding": mean / tf.maximum(norm, 1e-12)}

    tf2onnx.convert.from_function(encode, input_signature=spec, opset=OPSET, output_path=str(target))
    return encode


def quantize(source: Path, target: Path) -> None:
    """Store weights as int8, one scale per channel (nearer to the original than one per tensor)."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(source), str(target), weight_type=QuantType.QInt8, per_channel=True)


def lowest_cosine(encode, onnx_path: Path, tokenizer_path: Path) -> float:  # noqa: ANN001
    """Compare the int8 file with the original on a few messages; return the worst cosine."""
    import numpy as np
    import onnxruntime as ort
    import tensorflow as tf
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(tokenizer_path))
    tokenizer.no_padding()
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    run = ort.InferenceSession(str(onnx_path), options, providers=["CPUExecutionProvider"])
    worst = 1.0
    for text in CHECK:
        got = tokenizer.encode(text)
        ids, mask = np.array([got.ids], dtype=np.int64), np.array([got.attention_mask], dtype=np.int64)
        small = run.run(None, {"input_ids": ids, "attention_mask": mask})[0][0]
        full = encode(tf.constant(ids), tf.constant(mask))["sentence_embedding"].numpy()[0]
        worst = min(worst, float(small @ full))
    return worst


def main() -> int:
    """Convert MODEL_DIR into OUT/model.onnx; exit 1 when the result does not agree with the original."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model_dir", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    float_path, int8_path = args.out / "float.onnx", args.out / "model.onnx"
    say("encoder: loading the weights and tracing the graph (about a minute)")
    encode = export_float(args.model_dir, float_path)
    say("encoder: quantizing to int8")
    quantize(float_path, int8_path)
    float_path.unlink()
    worst = lowest_cosine(encode, int8_path, args.model_dir / "tokenizer.json")
    say(f"encoder: agrees with the original to cosine {worst:.3f} at worst")
    return 0 if worst >= LOWEST_COSINE else 1


if __name__ == "__main__":
    sys.exit(main())
