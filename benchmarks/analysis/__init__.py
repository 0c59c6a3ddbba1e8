"""How right and how costly the analysis is: `python -m benchmarks.analysis PART`. Texts with truth stand beside the
checkout.
"""
