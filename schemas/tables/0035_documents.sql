-- Documents are read now: addresses that ended as an unsupported type are looked at once more when they are offered.
UPDATE ops.addresses SET last_payloads = [] WHERE last_reason = 'unsupported_type';
