"""Faults at random moments, two hundred of them: after each, is anything lost, is anything there twice, how soon is it
whole?
"""
