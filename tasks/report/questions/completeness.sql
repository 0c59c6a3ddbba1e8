-- Which share of each source's articles has each field: lately, and before? Parameters: the first day, the first recent day.
SELECT
    source,
    sum(articles) FILTER (WHERE day >= $recent)::BIGINT AS articles,
    {
        'title': sum(title) FILTER (WHERE day >= $recent) / sum(articles) FILTER (WHERE day >= $recent),
        'date': sum(published_at) FILTER (WHERE day >= $recent) / sum(articles) FILTER (WHERE day >= $recent),
        'authors': sum(authors) FILTER (WHERE day >= $recent) / sum(articles) FILTER (WHERE day >= $recent),
        'language': sum(language) FILTER (WHERE day >= $recent) / sum(articles) FILTER (WHERE day >= $recent),
        'description': sum(description) FILTER (WHERE day >= $recent) / sum(articles) FILTER (WHERE day >= $recent),
        'section': sum(section) FILTER (WHERE day >= $recent) / sum(articles) FILTER (WHERE day >= $recent)
    } AS recent,
    {
        'title': sum(title) FILTER (WHERE day < $recent) / sum(articles) FILTER (WHERE day < $recent),
        'date': sum(published_at) FILTER (WHERE day < $recent) / sum(articles) FILTER (WHERE day < $recent),
        'authors': sum(authors) FILTER (WHERE day < $recent) / sum(articles) FILTER (WHERE day < $recent),
        'language': sum(language) FILTER (WHERE day < $recent) / sum(articles) FILTER (WHERE day < $recent),
        'description': sum(description) FILTER (WHERE day < $recent) / sum(articles) FILTER (WHERE day < $recent),
        'section': sum(section) FILTER (WHERE day < $recent) / sum(articles) FILTER (WHERE day < $recent)
    } AS before
FROM completeness_by_day
WHERE day >= $first
GROUP BY source
ORDER BY source;
