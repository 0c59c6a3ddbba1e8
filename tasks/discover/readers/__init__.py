"""Inputs read as offers, one reader a kind: folders, manifests, feeds, sitemaps, WARC files."""
