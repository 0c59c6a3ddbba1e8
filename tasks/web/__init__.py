"""The only package that speaks HTTP. Discovery asks it for feeds and lists, fetching for articles."""
