import { UTILITY } from '@openprepay/testing/identity';
import { newMeter, newMeterNumber } from '@openprepay/testing/meter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { passedOver, planOf } from '../../test/plans.js';
import type { VendQuery } from './find-vends.js';

const BUSY = '019ab000-0000-7000-8000-00000000b000';
const SMALL = '019ab000-0000-7000-8000-00000000a000';
const RARE_METER = newMeterNumber();
const LIMIT = 20;
/** Rows that a list may look at and leave out: a page, not the table. */
const MAX_PASSED_OVER = 100;

let vending: Vending;
beforeAll(async () => {
  vending = await startVending();
  await publishDefault(vending);
  const { meterNumber } = await vending.createMeter.execute(staff(), newMeter());
  const { vend } = await vending.sell(meterNumber, 'the-first-of-many');
  await vending.owner.query('alter table vend disable trigger user');
  await vending.owner.query(MANY, [vend.vendId, BUSY, SMALL, RARE_METER]);
  await vending.owner.query('alter table vend enable trigger user');
  await vending.owner.query('analyze vend');
});
afterAll(() => vending.stop());

/** 50 000 vends of a busy vendor, and what a list could ask for among the oldest of them. */
const MANY = `
  insert into vend select (jsonb_populate_record(v, jsonb_build_object(
    'vend_id', '0198' || lpad(to_hex(n), 4, '0') || '-0000-7000-8000-000000000000', 'idempotency_key', 'bulk-' || n,
    'vendor_id', case when n % 2500 = 7 then $3::text else $2::text end,
    'meter_number', case when n < 30 then $4::text else 'meter-' || n % 5000 end,
    'state', case when n < 25 then 'failed' when n < 50 then 'awaiting-token' else 'completed' end,
    'failure_code', case when n < 25 then 'none' end, 'tokens', case when n < 50 then null else '[]'::jsonb end,
    'receipt_number', case when n < 50 then null else lpad(n::text, 10, '0') end,
    'sample_tables', false, 'settled_at', case when n between 25 and 49 then null else v.accepted_at end,
    'stuck_since', case when n between 25 and 30 then v.accepted_at end))).*
  from vend v, generate_series(1, 50000) n where v.vend_id = $1`;

/** How PostgreSQL finds what a list asks for. */
const planOfList = (query: Omit<VendQuery, 'limit'>) =>
  planOf(vending, {
    asked: /^select .*vend/i,
    utility: UTILITY,
    work: () => vending.findVends.execute(staff(), { ...query, limit: LIMIT }),
  });

describe('a list of vends, of fifty thousand', () => {
  it.each<[string, Omit<VendQuery, 'limit'>]>([
    ['all', {}],
    ['the completed', { state: 'completed' }],
    ['the failed', { state: 'failed' }],
    ['those that wait', { state: 'awaiting-token' }],
    ['the stuck', { stuck: 'true' }],
    ['a small vendor’s', { vendorId: SMALL }],
    ['a small vendor’s failed', { vendorId: SMALL, state: 'failed' }],
    ['a busy vendor’s failed', { vendorId: BUSY, state: 'failed' }],
    ['a busy vendor’s that wait', { vendorId: BUSY, state: 'awaiting-token' }],
    ['a busy vendor’s stuck', { vendorId: BUSY, stuck: 'true' }],
    ['a meter’s', { meterNumber: RARE_METER }],
    ['a meter’s failed', { meterNumber: RARE_METER, state: 'failed' }],
    ['a meter’s of a vendor', { meterNumber: RARE_METER, vendorId: BUSY }],
  ])('finds %s without a look at all the others', async (_what, query) => {
    const plan = await planOfList(query);

    expect(plan.map((node) => node['Node Type'])).not.toContain('Seq Scan');
    expect(passedOver(plan)).toBeLessThanOrEqual(MAX_PASSED_OVER);
  });
});
