-- The least that reads the free hours of an agency and day.
\set agency random(:first_agency, :last_agency)
\set day random(1, :day_count)
SELECT slot.id, slot.starts, count(*)
FROM records_slot slot JOIN records_seat seat ON seat.slot_id = slot.id
WHERE slot.agency_id = :agency AND slot.procedure_id = :procedure
  AND slot.starts >= (string_to_array(:days, ','))[:day]::timestamptz
  AND slot.starts < (string_to_array(:days, ','))[:day]::timestamptz + interval '1 day'
  AND seat.state = 'free' AND seat.pool = 'online'
GROUP BY slot.id, slot.starts ORDER BY slot.starts;
