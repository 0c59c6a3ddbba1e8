-- Which articles are about the harbour strike, the best first?
SELECT rank, score, title, source, published_on, url
FROM search('"harbour strike" dockers');
