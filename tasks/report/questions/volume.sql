-- How many articles did each source deliver, and how many were expected? Parameters: the first day, the day behind the last.
SELECT * FROM volume_bands WHERE day >= $first AND day < $today ORDER BY source, day;
