"""A Whisper model small enough for a test: real files, random weights, words that mean nothing."""

import json
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

_WIDTH, _MELS, _FRAMES, _TOKENS, _TIMES = 16, 80, 1500, 448, 1501
_SPECIAL = (
    "<|endoftext|>", "<|startoftranscript|>", "<|translate|>", "<|transcribe|>", "<|startoflm|>",
    "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>",
)  # fmt: skip


def make_model(folder: Path) -> Path:
    """Write the model, as a converted one lies on disk, and return its folder."""
    folder.mkdir(parents=True)
    vocabulary = _vocabulary()
    spec = _Weights(len(vocabulary)).spec()
    spec.register_vocabulary(vocabulary)
    spec.config.suppress_ids = spec.config.suppress_ids_begin = []
    spec.config.alignment_heads = [(0, 0)]
    spec.validate()
    spec.save(str(folder))
    _tokenizer(vocabulary).save(str(folder / "tokenizer.json"))
    (folder / "preprocessor_config.json").write_text(json.dumps({"feature_size": _MELS}))
    return folder


def _vocabulary() -> list[str]:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    times = [f"<|{number * 0.02:.2f}|>" for number in range(_TIMES)]
    return [*letters, *_SPECIAL, *times]


def _tokenizer(vocabulary: list[str]) -> Tokenizer:
    letters = {name: place for place, name in enumerate(vocabulary) if name not in _SPECIAL}
    tokenizer = Tokenizer(models.BPE({n: p for n, p in letters.items() if len(n) == 1}, []))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(
        [AddedToken(name, special=True) for name in vocabulary if len(name) > 1]
    )
    return tokenizer


class _Weights:
    """Fills a specification with random numbers of the right shapes."""

    def __init__(self, words: int) -> None:
        self._random = np.random.default_rng(7)
        self._words = words

    def spec(self) -> Any:
        spec = ctranslate2.specs.WhisperSpec(1, 2, 1, 2)
        encoder, decoder = spec.encoder, spec.decoder
        self._fill(encoder.conv1, _WIDTH, _MELS, 3)
        self._fill(encoder.conv2, _WIDTH, _WIDTH, 3)
        encoder.position_encodings.encodings = self._numbers(_FRAMES, _WIDTH)
        decoder.position_encodings.encodings = self._numbers(_TOKENS, _WIDTH)
        decoder.embeddings.weight = self._numbers(self._words, _WIDTH)
        decoder.projection.weight = self._numbers(self._words, _WIDTH)
        for part in (encoder, decoder):
            self._norm(part.layer_norm)
            self._layer(part.layer[0])
        return spec

    def _layer(self, layer: Any) -> None:
        self._attention(layer.self_attention, 3 * _WIDTH, _WIDTH)
        if hasattr(layer, "attention"):
            self._attention(layer.attention, _WIDTH, 2 * _WIDTH, _WIDTH)
        self._fill(layer.ffn.linear_0, 4 * _WIDTH, _WIDTH)
        self._fill(layer.ffn.linear_1, _WIDTH, 4 * _WIDTH)
        self._norm(layer.ffn.layer_norm)

    def _attention(self, attention: Any, *rows: int) -> None:
        for linear, height in zip(
            attention.linear, rows if len(rows) > 2 else (*rows,), strict=True
        ):
            self._fill(linear, height, _WIDTH)
        self._norm(attention.layer_norm)

    def _fill(self, linear: Any, *shape: int) -> None:
        linear.weight = self._numbers(*shape)
        linear.bias = self._numbers(shape[0])

    def _norm(self, norm: Any) -> None:
        norm.gamma = np.ones(_WIDTH, dtype=np.float32)
        norm.beta = np.zeros(_WIDTH, dtype=np.float32)

    def _numbers(self, *shape: int) -> Any:
        return self._random.normal(0, 0.3, shape).astype(np.float32)
