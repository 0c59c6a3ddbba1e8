"""Boosted trees fitted by LightGBM, as the arrays that `tasks.clean.page.trees` walks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from tasks.clean.page.trees import Trees

DEPTH = 6
ROUNDS = 200
_SETTINGS = {
    "objective": "binary", "learning_rate": 0.08, "num_leaves": 40, "max_depth": DEPTH, "min_data_in_leaf": 60,
    "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5, "max_bin": 63, "verbose": -1,
    "num_threads": 1, "seed": 1,
}  # fmt: skip


def fitted(
    rows: NDArray[np.float32],
    labels: NDArray[np.float64],
    weights: NDArray[np.float64],
    *,
    depth: int = DEPTH,
    rounds: int = ROUNDS,
    settings: Mapping[str, float] | None = None,
) -> Trees:
    """Trees that give the chance of label 1; rows are [things, columns]. `settings` of LightGBM replace the usual."""
    chosen = {**_SETTINGS, "max_depth": depth, **(settings or {})}
    booster = lightgbm.train(chosen, lightgbm.Dataset(rows, labels, weight=weights), rounds)
    return _trees(booster.dump_model()["tree_info"], depth)


def _trees(dumped: Sequence[dict[str, Any]], depth: int) -> Trees:
    inner = 2**depth - 1
    feature = np.zeros((len(dumped), inner), np.int16)
    threshold = np.full((len(dumped), inner), np.inf, np.float32)
    leaf = np.zeros((len(dumped), inner + 1), np.float32)

    def put(tree: int, node: dict[str, Any], at: int) -> None:
        if at >= inner:
            leaf[tree, at - inner] = node["leaf_value"]
        elif "split_feature" in node:
            feature[tree, at] = node["split_feature"]
            threshold[tree, at] = min(node["threshold"], np.finfo(np.float32).max)
            put(tree, node["left_child"], 2 * at + 1)
            put(tree, node["right_child"], 2 * at + 2)
        else:  # a leaf above the last level: both sides lead to it
            put(tree, node, 2 * at + 1)
            put(tree, node, 2 * at + 2)

    for number, tree in enumerate(dumped):
        put(number, tree["tree_structure"], 0)
    return Trees(feature, threshold, leaf)
