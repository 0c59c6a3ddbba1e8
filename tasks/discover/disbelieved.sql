-- Which sources report changes that are mostly none? From ten reports on, of which four fifths proved false.
SELECT source_id::VARCHAR FROM ops.change_reports WHERE reported >= 10 AND proved_false * 5 >= reported * 4;
