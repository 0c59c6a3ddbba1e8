"""How good and how fast is cleaning? Scores on real pages with truth, beside the stock extractor and its peers."""
