"""Boosted trees, walked by numpy."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.clean.page.trees import Trees


def test_each_row_goes_to_the_leaf_of_its_values():
    # One tree: column 0 <= 1 goes left, where column 1 <= 5 decides; the right side has one value.
    trees = Trees(
        np.array([[0, 1, 0]], dtype=np.int16),
        np.array([[1.0, 5.0, np.inf]], dtype=np.float32),
        np.array([[-2.0, 2.0, 0.0, 9.0]], dtype=np.float32),
    )
    rows = np.array([[0, 4], [0, 6], [2, 0]], dtype=np.float32)
    assert trees.chances(rows).tolist() == pytest.approx([0.1192, 0.8808, 0.5], abs=1e-4)


def test_the_scores_of_trees_add_up():
    trees = Trees(
        np.array([[0], [0]], dtype=np.int16),
        np.array([[0.5], [0.5]], dtype=np.float32),
        np.array([[0.0, 1.0], [0.0, 1.0]], dtype=np.float32),
    )
    assert trees.chances(np.array([[1.0]], dtype=np.float32)).tolist() == pytest.approx([0.8808], abs=1e-4)
