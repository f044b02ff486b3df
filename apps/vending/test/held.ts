import { eventually } from '@openprepay/testing/eventually';
import pg from 'pg';
import { expect } from 'vitest';
import type { Vending } from './fixture.js';

/** Whoever has a database of the service's. */
type WithDatabase = Pick<Vending, 'database' | 'postgres'>;

/** What PostgreSQL says of the sessions in the service's database, as `condition` has it. */
export async function sessions(vending: WithDatabase, condition: string): Promise<number> {
  const admin = new pg.Client({ connectionString: vending.postgres.adminUrl });
  await admin.connect();
  try {
    const name = new URL(vending.database.url).pathname.slice(1);
    const { rows } = await admin.query(`select 1 from pg_stat_activity where datname = $1 and ${condition}`, [name]);
    return rows.length;
  } finally {
    await admin.end();
  }
}

/** Locks what `statement` locks, in a session of its own. */
export async function hold(vending: WithDatabase, statement: string, parameters: readonly unknown[]) {
  const holder = new pg.Client({ connectionString: vending.database.ownerUrl });
  await holder.connect();
  await holder.query('begin');
  await holder.query(statement, [...parameters]);
  return {
    /** Until so many wait for a lock. */
    waiting: (count = 1): Promise<void> => eventually(async () => expect(await sessions(vending, `wait_event_type = 'Lock'`)).toBe(count)),
    /** Locks more, as the one who holds the rest. */
    take: async (more: string, of: readonly unknown[]): Promise<void> => void (await holder.query(more, [...of])),
    release: async (): Promise<void> => {
      await holder.query('commit');
      await holder.end();
    },
  };
}

/** Ends the sessions that wait for a lock in the service's database, as a crash would. */
export async function endWaiting(vending: WithDatabase): Promise<void> {
  const admin = new pg.Client({ connectionString: vending.postgres.adminUrl });
  await admin.connect();
  try {
    const name = new URL(vending.database.url).pathname.slice(1);
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`, [name]);
  } finally {
    await admin.end();
  }
}
