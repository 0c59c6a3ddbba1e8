"""Boosted trees fitted by LightGBM, as the arrays that `tasks.clean.page.trees` walks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from tasks.clean.page.trees import Trees


@dataclass(frozen=True, slots=True)
class Recipe:
    """How trees of one kind are grown."""

    depth: int
    rounds: int
    settings: dict[str, float]


_COMMON = {
    "objective": "binary", "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5, "max_bin": 63, "verbose": -1,
    "num_threads": 1, "seed": 1,
}  # fmt: skip
TEXT = Recipe(6, 200, {"learning_rate": 0.08, "num_leaves": 40, "min_data_in_leaf": 60, "feature_fraction": 0.5})
"""Is a block text of the article?"""
KIND = Recipe(
    5,
    500,
    {"learning_rate": 0.05, "num_leaves": 6, "min_data_in_leaf": 8, "feature_fraction": 0.2, "extra_trees": True},
)
"""Is a page an article? Of pages that are none there are few: thresholds drawn by lot fit less to them."""


def fitted(
    rows: NDArray[np.float32], labels: NDArray[np.float64], weights: NDArray[np.float64], recipe: Recipe
) -> Trees:
    """Trees that give the chance of label 1; rows are [cases, columns]."""
    settings = _COMMON | recipe.settings | {"max_depth": recipe.depth}
    booster = lightgbm.train(settings, lightgbm.Dataset(rows, labels, weight=weights), recipe.rounds)
    return _trees(booster.dump_model()["tree_info"], recipe.depth)


@dataclass(frozen=True, slots=True)
class Calibration:
    """Platt's way: scores stretched and shifted, so that of cases with a chance of .9 nine of ten are true."""

    slope: float
    shift: float

    def chances(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        chances: NDArray[np.float64] = 1 / (1 + np.exp(-(self.slope * scores + self.shift)))
        return chances

    def put_into(self, trees: Trees) -> Trees:
        """The same trees, which give calibrated chances."""
        leaf = trees.leaf * self.slope + self.shift / len(trees.leaf)
        return Trees(trees.feature, trees.threshold, leaf.astype(np.float32))


def calibration(scores: NDArray[np.float64], labels: NDArray[np.float64]) -> Calibration:
    """Of scores that trees gave to cases which they had not seen; by Newton's method."""
    found = Calibration(1.0, 0.0)
    for _ in range(50):
        chances = found.chances(scores)
        spread = chances * (1 - chances) + 1e-9
        rest = labels - chances
        slopes = np.array([(rest * scores).sum(), rest.sum()])
        mixed = (spread * scores).sum()
        step = np.linalg.solve(np.array([[(spread * scores**2).sum(), mixed], [mixed, spread.sum()]]), slopes)
        found = Calibration(found.slope + float(step[0]), found.shift + float(step[1]))
    return found


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
            threshold[tree, at] = min(node["threshold"], float(np.finfo(np.float32).max))
            put(tree, node["left_child"], 2 * at + 1)
            put(tree, node["right_child"], 2 * at + 2)
        else:  # a leaf above the last level: both sides lead to it
            put(tree, node, 2 * at + 1)
            put(tree, node, 2 * at + 2)

    for number, tree in enumerate(dumped):
        put(number, tree["tree_structure"], 0)
    return Trees(feature, threshold, leaf)
