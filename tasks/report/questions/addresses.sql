-- What is the last outcome of the addresses that each source offered yesterday or today? Parameter: yesterday.
SELECT source, status, reason, sum(addresses)::BIGINT AS addresses
FROM address_ends
WHERE day >= $yesterday::DATE
GROUP BY source, status, reason
ORDER BY source, addresses DESC, status, reason;
