import { sql, unnested } from '@openprepay/persistence/sql';
import type { Tx } from '@openprepay/persistence/tx';
import type { MeterIdentity } from '../meters/meter.js';

export interface KeptMemory extends Pick<MeterIdentity, 'utility' | 'meterNumber'> {
  readonly memory: object;
}

/** What dialects know of devices. For system work across utilities. */
export class DialectMemoryRepository {
  async load(tx: Tx, meters: readonly Pick<MeterIdentity, 'utility' | 'meterNumber'>[]): Promise<ReadonlyMap<string, unknown>> {
    const rows = await sql<{ readonly meter_number: string; readonly memory: unknown }>(
      tx,
      `select meter_number, memory from dialect_memory
       where (utility, meter_number) in (select * from unnest($1::text[], $2::text[]))`,
      [meters.map(({ utility }) => utility), meters.map(({ meterNumber }) => meterNumber)],
    );
    return new Map(rows.map(({ meter_number, memory }) => [meter_number, memory]));
  }

  async save(tx: Tx, kept: readonly KeptMemory[], at: Date): Promise<void> {
    await sql(
      tx,
      `insert into dialect_memory (utility, meter_number, memory, changed_at)
       select utility, meter_number, memory, $1 from ${unnested(2, 'text', 'text', 'jsonb')} as kept(utility, meter_number, memory)
       on conflict (utility, meter_number) do update set memory = excluded.memory, changed_at = excluded.changed_at`,
      [
        at,
        kept.map(({ utility }) => utility),
        kept.map(({ meterNumber }) => meterNumber),
        kept.map(({ memory }) => JSON.stringify(memory)),
      ],
    );
  }
}
