-- The least that books: hold a free seat for a new turno, then confirm it; two transactions, as two requests.
\set slot :first_slot + random(0, :agencies - 1) * :slots_each + random(:slots_each / 2, :slots_each - 1)
BEGIN;
SELECT coalesce((SELECT id FROM records_seat WHERE slot_id = :slot AND state = 'free' AND pool = 'online'
                 ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED), 0) AS seat \gset
\if :seat
INSERT INTO records_turno (reference, token_hash, link_key, link_nonce, link_mask, status, presenter_kind, presenter_number, presenter_country, presenter_key,
  affiliate_id, by_proxy, proof, email, mailbox, mobile, agency_id, procedure_id, dependents, seats_count, starts, ends, created_at,
  language, sequence, version)
SELECT substr(drawn.token, 1, 12), drawn.token, '1', drawn.token, '', 'holding', 'code', 'EXT1', '', drawn.token, :affiliate, false,
  'unproven', 'persona@example.com', 'persona@example.com', '+593991234567', slot.agency_id, slot.procedure_id, 1, 1, slot.starts, slot.ends, now(), 'es', 0, 0
FROM records_slot slot CROSS JOIN (SELECT md5(random()::text || clock_timestamp()::text) AS token) AS drawn
WHERE slot.id = :slot
RETURNING id AS turno \gset
UPDATE records_seat SET state = 'held', turno_id = :turno, held_until = now() + interval '10 minutes', version = version + 1
WHERE id = :seat;
COMMIT;
BEGIN;
SELECT id FROM records_turno WHERE id = :turno AND status = 'holding' FOR UPDATE;
UPDATE records_seat SET state = 'taken', held_until = NULL, version = version + 1 WHERE turno_id = :turno AND state = 'held';
UPDATE records_turno SET status = 'confirmed', confirmed_at = now(), version = version + 1 WHERE id = :turno;
\endif
COMMIT;
