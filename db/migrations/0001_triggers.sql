-- Counters are kept, not counted: each statement that touches dialogues moves the buckets and the managers' open counts, whoever wrote it. What is not
-- released stands in no bucket: nobody sees it, and the intake of new dialogues need not wait for anyone.
-- Everybody locks in one order: chats, dialogues, managers, counters, the stream's head; rows of a table in the order of their keys. So those who move the
-- same buckets queue up instead of deadlocking.
CREATE FUNCTION dialogues_move_counters(deltas jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM managers m
  WHERE (m.account_id, m.id) IN (
    SELECT d.account_id, d.assignee_id FROM jsonb_to_recordset(deltas) AS d(account_id uuid, assignee_id uuid, status text)
    WHERE d.assignee_id IS NOT NULL AND d.status = 'open')
  ORDER BY m.account_id, m.id FOR NO KEY UPDATE;

  UPDATE managers m SET open_count = m.open_count + d.delta
  FROM (
    SELECT account_id, assignee_id, sum(delta) AS delta
    FROM jsonb_to_recordset(deltas) AS d(account_id uuid, assignee_id uuid, status text, delta int)
    WHERE assignee_id IS NOT NULL AND status = 'open' GROUP BY 1, 2 HAVING sum(delta) <> 0
  ) d
  WHERE m.account_id = d.account_id AND m.id = d.assignee_id;

  INSERT INTO dialogue_counters (account_id, property_id, channel_id, department_id, assignee_id, status, count)
  SELECT account_id, property_id, channel_id, department_id, assignee_id, status, sum(delta)
  FROM jsonb_to_recordset(deltas) AS d(account_id uuid, property_id uuid, channel_id uuid, department_id uuid, assignee_id uuid, status text, delta int)
  WHERE status IN ('open', 'closed')
  GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(delta) <> 0
  ORDER BY 1, 6, 3, 2, 4, 5
  ON CONFLICT (account_id, status, channel_id, property_id,
               coalesce(department_id, '00000000-0000-0000-0000-000000000000'::uuid),
               coalesce(assignee_id, '00000000-0000-0000-0000-000000000000'::uuid))
  DO UPDATE SET count = dialogue_counters.count + excluded.count;
END $$;
--> statement-breakpoint
CREATE FUNCTION dialogues_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM dialogues_move_counters(jsonb_agg(jsonb_build_object('account_id', account_id, 'property_id', property_id, 'channel_id', channel_id,
    'department_id', department_id, 'assignee_id', assignee_id, 'status', status, 'delta', 1))) FROM new_rows HAVING count(*) > 0;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION dialogues_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM dialogues_move_counters(jsonb_agg(jsonb_build_object('account_id', account_id, 'property_id', property_id, 'channel_id', channel_id,
    'department_id', department_id, 'assignee_id', assignee_id, 'status', status, 'delta', delta)))
  FROM (
    SELECT n.account_id, n.property_id, n.channel_id, n.department_id, n.assignee_id, n.status, 1 AS delta
    FROM new_rows n JOIN old_rows o ON o.account_id = n.account_id AND o.id = n.id
    WHERE (o.status, o.assignee_id, o.department_id, o.property_id) IS DISTINCT FROM (n.status, n.assignee_id, n.department_id, n.property_id)
    UNION ALL
    SELECT o.account_id, o.property_id, o.channel_id, o.department_id, o.assignee_id, o.status, -1
    FROM new_rows n JOIN old_rows o ON o.account_id = n.account_id AND o.id = n.id
    WHERE (o.status, o.assignee_id, o.department_id, o.property_id) IS DISTINCT FROM (n.status, n.assignee_id, n.department_id, n.property_id)
  ) moved HAVING count(*) > 0;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE FUNCTION dialogues_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM dialogues_move_counters(jsonb_agg(jsonb_build_object('account_id', account_id, 'property_id', property_id, 'channel_id', channel_id,
    'department_id', department_id, 'assignee_id', assignee_id, 'status', status, 'delta', -1))) FROM old_rows HAVING count(*) > 0;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER dialogues_inserted AFTER INSERT ON dialogues REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dialogues_inserted();
--> statement-breakpoint
CREATE TRIGGER dialogues_updated AFTER UPDATE ON dialogues REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION dialogues_updated();
--> statement-breakpoint
CREATE TRIGGER dialogues_deleted AFTER DELETE ON dialogues REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION dialogues_deleted();
--> statement-breakpoint
-- The ledger of consent is append-only: a row is never changed. (It goes with its contact, when that is erased.)
CREATE FUNCTION consents_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the consent ledger is append-only';
END $$;
--> statement-breakpoint
CREATE TRIGGER consents_append_only BEFORE UPDATE ON consents FOR EACH ROW EXECUTE FUNCTION consents_refuse();
