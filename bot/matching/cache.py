"""A trained matcher on disk: plain arrays under a key made of phrases, encoder and code. Never pickle.

Who changes a phrase or a line of the matcher's code gets a new one; a file that cannot be used is trained again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from sys import intern
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.matching import artefact
from bot.matching.artefact import Arrays, text_array, text_of
from bot.matching.calibration import Calibrated, Stage
from bot.matching.encoder import Encoder
from bot.matching.features import bags
from bot.matching.fusion import Fusion
from bot.matching.lexicon import Lexicon
from bot.matching.matcher import Example, Matcher, Progress
from bot.matching.model import Model
from bot.matching.near import Near
from bot.matching.phrases import Labels, Phrases
from bot.matching.strings import Strings
from bot.matching.thresholds import Thresholds
from bot.matching.vectors import StoredVectors

FILE = "matcher.npz"
_CODE = ("letters", "skeleton", "text", "features", "lexicon", "softmax", "near", "phrases", "strings", "model",
         "folds", "newton", "fusion", "thresholds", "calibration", "encoder", "vectors", "matcher",
         "cache")  # fmt: skip


def trained(
    examples: Iterable[Example],
    *,
    folder: Path | None,
    encoder: Encoder | None = None,
    strict: frozenset[str] = frozenset(),
    progress: Progress | None = None,
) -> Matcher:
    """From the folder when what lies there fits exactly, else trained and kept there. Vectors are kept beside it."""
    rows = tuple(examples)
    if folder is None:
        return Matcher.train(rows, encoder=encoder, strict=strict, progress=progress)
    name = key(rows, encoder=encoder, strict=strict)
    found = load(folder / FILE, name, encoder=encoder)
    if found is None:
        stored = stored_vectors(encoder, folder)
        found = Matcher.train(rows, encoder=stored, strict=strict, progress=progress)
        save(folder / FILE, name, found)
    return found


def stored_vectors(encoder: Encoder | None, folder: Path) -> Encoder | None:
    """The encoder with its vectors of phrases kept in the folder, when it has a name that they can be kept under."""
    name, dimensions = getattr(encoder, "name", None), getattr(encoder, "dimensions", None)
    if encoder is None or isinstance(encoder, StoredVectors) or name is None or dimensions is None:
        return encoder
    return StoredVectors(encoder, folder, name=name, dimensions=dimensions)


def key(examples: Iterable[Example], *, encoder: Encoder | None, strict: frozenset[str]) -> str:
    whole = hashlib.blake2b(_code().encode(), digest_size=16)
    for example in sorted(examples, key=lambda e: (e.intent, e.language, e.text)):
        line = json.dumps([example.intent, example.language, example.text])
        whole.update(line.encode())
    whole.update(json.dumps([getattr(encoder, "name", "words only"), sorted(strict)]).encode())
    return whole.hexdigest()


def save(path: Path, name: str, matcher: Matcher) -> None:
    artefact.save(path, name, arrays(matcher))


def load(path: Path, name: str, *, encoder: Encoder | None = None) -> Matcher | None:
    """None when there is nothing usable; the log has a line when there was something."""
    return artefact.load(path, name, lambda found: restore(found, encoder=encoder))


def arrays(matcher: Matcher) -> Arrays:
    model, phrases = matcher.model, matcher.phrases
    words = {
        "languages": phrases.languages,
        "classes": phrases.labels.classes,
        "strict": sorted(matcher.strict),
    }
    texts, folded = Strings.of(phrases.texts), Strings.of(phrases.folded)
    found: dict[str, NDArray[Any]] = {
        "words": text_array(json.dumps(words)),
        "texts": np.frombuffer(texts.whole, np.uint8),
        "texts_ends": texts.ends,
        "folded": np.frombuffer(folded.whole, np.uint8),
        "folded_ends": folded.ends,
        "lexical": model.lexical,
        "typical": model.typical,
        "homes": model.homes,
        "rooms": model.rooms,
        "targets": model.targets,
        "romanised": model.romanised,
        "priors": model.priors,
        "unseen": np.array(model.lexicon.unseen),
        "skeletons": np.array(model.lexicon.skeletons),
        "lexicon_keys": model.lexicon.keys,
        "lexicon_weights": model.lexicon.weights,
    }
    found |= {f"near_{field.name}": np.asarray(getattr(model.near, field.name)) for field in fields(Near)}
    if model.joint is not None and model.centre is not None and model.vectors is not None:
        found |= {"joint": model.joint, "centre": model.centre, "vectors": model.vectors}
        found |= {"share": np.array(model.share)}
    for name, stage in (("stage_lexical", matcher.calibrated.lexical), ("stage_joint", matcher.calibrated.joint)):
        if stage is not None:
            found |= _stage_arrays(name, stage)
    return found


def restore(found: Mapping[str, Any], *, encoder: Encoder | None = None) -> Matcher:
    words = json.loads(text_of(found["words"]))
    labels = Labels.of(words["classes"])
    targets = np.asarray(found["targets"])
    phrases = Phrases(
        Strings(found["texts"].tobytes(), found["texts_ends"]),
        Strings(found["folded"].tobytes(), found["folded_ends"]),
        tuple(map(intern, words["languages"])),
        targets,
        bags([]),
        labels,
        found["romanised"],
    )
    near = {field.name: found[f"near_{field.name}"] for field in fields(Near)}
    model = Model(
        Lexicon(found["lexicon_keys"], found["lexicon_weights"], float(found["unseen"]), bool(found["skeletons"])),
        found["lexical"],
        Near(**(near | {"classes": int(near["classes"])})),
        found["typical"],
        found["homes"],
        found["rooms"],
        targets,
        found["romanised"],
        found["priors"],
        found.get("joint"),
        found.get("centre"),
        found.get("vectors"),
        float(found.get("share", 1.0)),
    )
    joint = _stage("stage_joint", found) if "stage_joint_thresholds" in found else None
    calibrated = Calibrated(_stage("stage_lexical", found), joint)
    return Matcher(model, phrases, calibrated, strict=frozenset(words["strict"]), encoder=encoder)


def _stage_arrays(name: str, stage: Stage) -> dict[str, NDArray[Any]]:
    limits = [getattr(stage.thresholds, field.name) for field in fields(Thresholds)]
    parts = {f"{name}_{field.name}": getattr(stage.fusion, field.name) for field in fields(Fusion)}
    return parts | {f"{name}_thresholds": np.array(limits)}


def _stage(name: str, found: Mapping[str, Any]) -> Stage:
    fusion = Fusion(**{field.name: found[f"{name}_{field.name}"] for field in fields(Fusion)})
    return Stage(fusion, Thresholds(*found[f"{name}_thresholds"].tolist()))


@cache
def _code() -> str:
    """A digest of the code that trains: what an older one learned is not used."""
    here = Path(__file__).parent
    whole = hashlib.blake2b(digest_size=16)
    for name in _CODE:
        whole.update((here / f"{name}.py").read_bytes())
    return whole.hexdigest()
