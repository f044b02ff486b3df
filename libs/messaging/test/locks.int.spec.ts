import { openSession } from '@openprepay/persistence/session';
import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { Tx } from '@openprepay/persistence/tx';
import { createDataSource } from '@openprepay/persistence/data-source';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { TestPostgres } from '@openprepay/testing/postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConsumerDefinition } from '../src/consuming/consume.js';
import { handleAll } from '../src/consuming/handlers.js';
import type { IncomingEvent } from '../src/consuming/incoming.js';
import { database, newShop, shopPostgres } from './service.js';

let postgres: TestPostgres;
let unitOfWork: UnitOfWork;
let close: () => Promise<void>;

beforeAll(async () => {
  postgres = await shopPostgres();
  const { url, ownerUrl } = await database(postgres);
  const owner = await openSession({ url: ownerUrl, applicationName: 'test' });
  await owner.query(`insert into effect (utility, meter, serial) select utility, kind, 0
                     from unnest(array['north', 'south']) utility, unnest(array['sold', 'returned']) kind`);
  await owner.close();
  const dataSource = await createDataSource({ url, rows: [], applicationName: 'test' }).initialize();
  unitOfWork = new UnitOfWork(dataSource);
  close = () => dataSource.destroy();
});

afterAll(async () => {
  await close();
  await postgres.stop();
});

const shop = newShop();
let calls = 0;
/** Locks one row of its utility and kind, and is not done with it at once. */
const locking = (event: typeof shop.Sold | typeof shop.Returned, kind: string): ConsumerDefinition => ({
  event,
  group: shop.group,
  order: 'none',
  deduplication: 'inbox',
  handle: async (_events, tx: Tx) => {
    calls += 1;
    await sql(tx, 'update effect set serial = serial + 1 where utility = $1 and meter = $2', [tx.utility, kind]);
    await sql(tx, 'select pg_sleep(0.1)');
  },
});
const sold = locking(shop.Sold, 'sold');
const returned = locking(shop.Returned, 'returned');
const definitions = new Map([sold, returned].map((definition) => [definition.event.type, definition]));
const event = (utility: string, definition: ConsumerDefinition): IncomingEvent =>
  ({ kind: 'event', definition, utility, key: 'm1', event: {} }) as unknown as IncomingEvent;
const handle = (...events: readonly IncomingEvent[]) => unitOfWork.run(ALL_UTILITIES, (tx) => handleAll(tx, events, definitions));

describe('two batches at a time', () => {
  it('lock utilities in one order, so that none has to begin again', async () => {
    calls = 0;

    await Promise.all([handle(event('north', sold), event('south', sold)), handle(event('south', sold), event('north', sold))]);

    expect(calls).toBe(4);
  });

  it('run their handlers in one order, so that none has to begin again', async () => {
    calls = 0;

    await Promise.all([handle(event('north', sold), event('north', returned)), handle(event('north', returned), event('north', sold))]);

    expect(calls).toBe(4);
  });

  it('tell a handler what is handled behind it, of its own utility', async () => {
    const told: (readonly unknown[])[] = [];
    const telling = ({ event: { type } }: ConsumerDefinition): readonly [string, ConsumerDefinition] => [
      type,
      { ...sold, handle: async (events, _tx, later = []) => void told.push([events, later]) },
    ];
    const one = (utility: string, definition: ConsumerDefinition, id: string): IncomingEvent =>
      ({ ...event(utility, definition), event: { id } }) as unknown as IncomingEvent;
    const asked = new Map([sold, returned].map(telling));
    const of = (definition: ConsumerDefinition): ConsumerDefinition => asked.get(definition.event.type)!;

    const events = [
      one('north', of(returned), 'a'),
      one('south', of(sold), 'b'),
      one('north', of(sold), 'c'),
      one('north', of(returned), 'd'),
    ];
    await unitOfWork.run(ALL_UTILITIES, (tx) => handleAll(tx, events, asked));

    expect(told).toEqual([
      [[{ id: 'c' }], [{ id: 'a' }, { id: 'd' }]],
      [[{ id: 'a' }, { id: 'd' }], []],
      [[{ id: 'b' }], []],
    ]);
  });
});
