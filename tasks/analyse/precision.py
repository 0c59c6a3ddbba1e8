"""How often each rule names the right speaker, measured on news articles with speakers marked by hand.

`python -m benchmarks.analysis quotes` prints the figures. A rule below PUBLISHED_FROM is kept in `quotations.rule`, but
its speaker is not stored: no name is better than a wrong one.
"""

from __future__ import annotations

PUBLISHED_FROM = 0.8

PRECISION: dict[str, float] = {
    "behind_subject_verb": 0.97,
    "same_paragraph": 0.98,
    "behind_verb_subject": 0.99,
    "before_verb": 0.89,
    "before_middle": 0.92,
    "before_near": 0.94,
    "before_participle": 0.86,
    "before_colon": 0.9,
    "before_outer": 0.85,
    "second_half": 0.97,
    "before_far": 0.87,
    "before_stance": 0.88,
    "subject_name": 0.59,
    "before_stance_participle": 0.81,
    "later_in_sentence": 0.96,
    "carried_over": 0.93,
    "according_to": 0.88,
    "before_stance_far": 0.7,
    "before_stance_far_participle": 0.74,
    "before_stance_unnamed": 0.55,
    "name_colon": 0.9,
    "before_stance_far_unnamed": 0.45,
    "colon_before": 0.95,
    "subject_pronoun": 0.92,
    "before_stance_infinitive": 0.91,
    "continued": 0.9,
    "same_paragraph_far": 0.89,
    "before_stance_far_infinitive": 0.6,
}
