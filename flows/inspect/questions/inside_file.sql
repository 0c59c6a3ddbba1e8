-- Which addresses are known of rows or records of this file (file:///list.csv#5, or those of `rows`)? The example is one that was lost, where any
-- was. Parameters: file; rows, ids of the addresses that its rows offer.
SELECT
    count(DISTINCT address_id) AS addresses,
    min_by(url, {'is_good': status NOT IN ('refused', 'failed'), 'position': position}) AS example
FROM ops.outcomes
WHERE starts_with(url, $file || '#') OR list_contains($rows::UUID[], address_id);
