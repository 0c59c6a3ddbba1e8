-- What would be something else than it is today: which way, how often, and what are three examples?
SELECT
    was,
    becomes,
    count(*) AS articles,
    list({'url': url, 'checks': checks} ORDER BY url)[1:3] AS samples
FROM compared
WHERE was <> becomes
GROUP BY was, becomes
ORDER BY articles DESC, was, becomes;
