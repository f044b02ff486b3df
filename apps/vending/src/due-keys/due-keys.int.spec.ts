import { VendingKeyChanged } from '@openprepay/contracts/key-management';
import { TokenRequested } from '@openprepay/contracts/vending';
import { eventually } from '@openprepay/testing/eventually';
import { UTILITY, type TestPrincipal } from '@openprepay/testing/identity';
import { storedEvents } from '@openprepay/testing/stored-event';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { REFUSED_GROUP, SILENT_GROUP, startVendingService, type VendingService } from '../../test/service.js';

const ENGINEER: TestPrincipal = { roles: ['engineer'], subject: 'eve', username: 'eve' };
const ADMIN: TestPrincipal = { roles: ['admin'], subject: 'ada', username: 'ada' };
const CLERK: TestPrincipal = { roles: ['clerk'], subject: 'cid', username: 'cid' };
const OTHER = 'other';
let service: VendingService;
beforeAll(async () => {
  service = await startVendingService();
  await service.publishDefaultTariff();
  await service.publishDefaultTariff(OTHER);
});
afterEach(() => setMode('with-next-vend'));
afterAll(() => service.stop());

const setMode = (mode: string, as = ADMIN) => service.call('PUT', '/v1/policies/key-change', { as, body: { mode } });

interface Told {
  readonly supplyGroupCode: string;
  readonly keyRevision: number;
  readonly state: string;
  readonly baseDate?: number;
  readonly keyExpiry?: number;
}

let minute = 0;
/** What the vault tells of keys has arrived once this returns. */
async function vaultSays(keys: readonly Told[], utility = UTILITY): Promise<void> {
  for (const { baseDate = 2014, keyExpiry = 255, ...key } of keys) {
    const data = { vendingKeyId: randomUUID(), keyType: 2, baseDate, keyExpiry, decoderKeyAlgorithm: 'DKGA04', ...key };
    const changedAt = new Date(Date.parse('2026-01-01T00:00:00Z') + ++minute * 60_000);
    await service.publish(VendingKeyChanged, { ...data, changedAt } as never, utility);
    await eventually(async () => {
      const known = await service.owner.query('select from known_key where vending_key_id = $1', [data.vendingKeyId]);
      expect(known.rowCount).toBe(1);
    });
  }
}

let groups = 600_200;
/** A supply group of its own, whose first revision is being left for the second. */
async function leaving(first: Partial<Told> = {}, second: Partial<Told> = {}): Promise<string> {
  const supplyGroupCode = String(++groups);
  await vaultSays([
    { supplyGroupCode, keyRevision: 1, state: 'retiring', ...first },
    { supplyGroupCode, keyRevision: 2, state: 'active', ...second },
  ]);
  return supplyGroupCode;
}

let last = 0;
const sell = (meterNumber: string, { key = `with-a-due-key-${++last}`, utility = UTILITY } = {}) =>
  service.call('POST', '/v1/vends', {
    as: { ...CLERK, utility },
    body: { meterNumber, tender: { amount: '10.00', currency: 'KES' }, paymentMethod: 'cash' },
    headers: { 'idempotency-key': key },
  });
const changesOf = async (meter: string) =>
  (await service.call('GET', `/v1/meters/${meter}/key-changes`, { as: ENGINEER })).body['items'] as readonly Record<string, unknown>[];
const kinds = (body: Record<string, unknown>) => (body['tokens'] as readonly { kind: string }[]).map(({ kind }) => kind);
const SET = ['key-change', 'key-change', 'key-change', 'key-change'];

describe('a meter whose key is retiring', () => {
  it('gets the set for the next one with its next sale, whose credit is made under that, and no other set with those after', async () => {
    const meter = await service.meter({ supplyGroupCode: await leaving() });

    const [first, second] = [await sell(meter, { key: 'first-of-all' }), await sell(meter)];

    expect(kinds(first.body)).toEqual([...SET, 'credit']);
    const setOf = ({ body }: typeof first) => (body['tokens'] as readonly object[]).slice(0, 4);
    expect(setOf(second)).toEqual(setOf(first));
    const asked = (await storedEvents(service.owner, TokenRequested)).filter(({ data }) => data.requestId === first.body['vendId']);
    expect(asked).toMatchObject([{ data: { keyRevision: 2 } }]);
    expect(await changesOf(meter)).toMatchObject([{ state: 'issued', to: { keyRevision: 2 }, requestedBy: { username: 'cid' } }]);
    expect((await sell(meter, { key: 'first-of-all' })).body).toEqual(first.body);
  });

  it('gets one set, however many sales come at once', async () => {
    const meter = await service.meter({ supplyGroupCode: await leaving() });

    const sold = await Promise.all(Array.from({ length: 6 }, () => sell(meter)));

    for (const { status, body } of sold) {
      expect(status).toBe(201);
      expect(kinds(body)).toEqual([...SET, 'credit']);
    }
    expect(await changesOf(meter)).toHaveLength(1);
  });

  it('is not sold to where the utility wants it changed first, and told so by a code; a repeat is told what it sold', async () => {
    const supplyGroupCode = String(++groups);
    const meter = await service.meter({ supplyGroupCode });
    const before = await sell(meter, { key: 'sold-before' });
    await vaultSays([
      { supplyGroupCode, keyRevision: 1, state: 'retiring' },
      { supplyGroupCode, keyRevision: 2, state: 'active' },
    ]);

    await setMode('refuse-when-due');

    expect(await sell(meter)).toMatchObject({ status: 409, body: { code: 'vending.key_change_due' } });
    expect(await changesOf(meter)).toEqual([]);
    expect((await sell(meter, { key: 'sold-before' })).body).toEqual(before.body);
  });

  it('is sold to as ever where only campaigns change keys', async () => {
    const meter = await service.meter({ supplyGroupCode: await leaving() });

    await setMode('campaign-only');

    expect(kinds((await sell(meter)).body)).toEqual(['credit']);
    expect(await changesOf(meter)).toEqual([]);
  });

  it.each<[string, Partial<Told>, Partial<Told>]>([
    ['there is no other', {}, { state: 'draft' }],
    ['the other counts from an earlier base date', {}, { baseDate: 1993 }],
    ['the other counts from a base date that has not come', {}, { baseDate: 2035 }],
    ['the other has expired', {}, { keyExpiry: 1 }],
    ['it is not retiring after all', { state: 'active' }, {}],
  ])('keeps it where %s', async (_why, first, second) => {
    const meter = await service.meter({ supplyGroupCode: await leaving(first, second) });

    expect(kinds((await sell(meter)).body)).toEqual(['credit']);
  });

  it('keeps it where a person has taken the set back', async () => {
    const meter = await service.meter({ supplyGroupCode: await leaving() });
    await sell(meter);
    const [change] = await changesOf(meter);
    await service.call('POST', `/v1/key-changes/${String(change!['keyChangeId'])}/cancel`, {
      as: ENGINEER,
      body: { reason: 'it is too old' },
    });

    expect(kinds((await sell(meter)).body)).toEqual(['credit']);
  });

  it('keeps it while the token of another sale is being made under it', async () => {
    const meter = await service.meter({ supplyGroupCode: SILENT_GROUP });
    await sell(meter);
    await vaultSays([
      { supplyGroupCode: SILENT_GROUP, keyRevision: 1, state: 'retiring' },
      { supplyGroupCode: SILENT_GROUP, keyRevision: 2, state: 'active' },
    ]);

    expect(await sell(meter)).toMatchObject({ status: 202, body: { state: 'awaiting-token' } });
    expect(await changesOf(meter)).toEqual([]);
  });

  it('is not sold to while the set is not there; a vault that refuses it is not asked with every sale', async () => {
    await vaultSays([
      { supplyGroupCode: REFUSED_GROUP, keyRevision: 1, state: 'retiring' },
      { supplyGroupCode: REFUSED_GROUP, keyRevision: 2, state: 'active' },
    ]);
    const silent = await service.meter({ supplyGroupCode: SILENT_GROUP });
    const refused = await service.meter({ supplyGroupCode: REFUSED_GROUP });

    expect(await sell(silent)).toMatchObject({ status: 409, body: { code: 'vending.key_change_pending' } });
    for (let nth = 0; nth < 2; nth++) expect(await sell(refused)).toMatchObject({ body: { code: 'vending.token_refused' } });
    expect(await changesOf(refused)).toMatchObject([{ state: 'failed' }]);
  });
});

describe('a meter whose key has expired', () => {
  it('gets the one of the next base date with its next sale', async () => {
    const meter = await service.meter({
      supplyGroupCode: await leaving({ state: 'active', baseDate: 1993 }, { baseDate: 2014 }),
      baseDate: 1993,
    });

    expect(kinds((await sell(meter)).body)).toEqual([...SET, 'credit']);
    expect(await changesOf(meter)).toMatchObject([{ to: { keyRevision: 2, baseDate: 2014 }, rollover: true }]);
  });
});

describe('the policy of due keys', () => {
  it('is each utility’s own, as are the keys that are known', async () => {
    await setMode('refuse-when-due');
    const meter = await service.meter({ supplyGroupCode: await leaving() }, OTHER);

    expect(kinds((await sell(meter, { utility: OTHER })).body)).toEqual(['credit']);
    const read = (as: TestPrincipal) => service.call('GET', '/v1/policies/key-change', { as });
    expect(await read(ENGINEER)).toMatchObject({ status: 200, body: { mode: 'refuse-when-due' } });
    expect(await read({ ...ENGINEER, utility: OTHER })).toMatchObject({ body: { mode: 'with-next-vend' } });
  });

  it('is an administrator’s to change, and one of three', async () => {
    expect(await setMode('refuse-when-due', ENGINEER)).toMatchObject({ status: 403 });
    expect(await setMode('whenever')).toMatchObject({ status: 400 });
  });
});
