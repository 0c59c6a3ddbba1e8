-- What did each source lose last? Parameters: the first day, how many of each.
SELECT source, arg_max({'recorded_at': recorded_at, 'url': url, 'reason': reason, 'detail': detail}, recorded_at, $some) AS losses
FROM losses
WHERE recorded_at >= $since
GROUP BY source;
