import type { EventData, EventDefinition } from '@openprepay/contracts/event';
import type pg from 'pg';

/** An event as it stands in a service's outbox, or stood until it was sent. */
export interface StoredEvent<Definition extends EventDefinition = EventDefinition> {
  readonly id: string;
  readonly type: Definition['type'];
  readonly utility: string;
  readonly key: string;
  readonly traceparent: string | undefined;
  readonly data: EventData<Definition>;
}

interface OutboxRow {
  readonly id: string;
  readonly utility: string;
  readonly key: string;
  readonly traceparent: string | null;
  readonly value: string;
}

/** All events of a kind so far, of every utility, in the order in which they were written; `owner` sees every row. */
export async function storedEvents<Definition extends EventDefinition>(
  owner: pg.Client,
  event: Definition,
): Promise<readonly StoredEvent<Definition>[]> {
  const { rows } = await owner.query<OutboxRow>(
    `select id, utility, key, traceparent, value
     from (select position, id, utility, key, traceparent, value, type from outbox
           union all select position, id, utility, key, traceparent, value, type from outbox_sent) written
     where type = $1 order by position`,
    [event.type],
  );
  return rows.map(({ id, utility, key, traceparent, value }) => ({
    id,
    type: event.type,
    utility,
    key,
    traceparent: traceparent ?? undefined,
    data: event.data.parse(JSON.parse(value)) as EventData<Definition>,
  }));
}
