"""Fits what cleaning learns (tasks/clean/page/model.npz) to labelled pages, and measures it on other pages."""
