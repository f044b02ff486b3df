import { TokenRequested } from '@openprepay/contracts/vending';
import { TokenIssued } from '@openprepay/contracts/key-management';
import { CLOCK } from '@openprepay/runtime/service';
import { tokenIdentifierAt } from '@openprepay/sts';
import { TestClock } from '@openprepay/testing/clock';
import { eventually } from '@openprepay/testing/eventually';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { identifiersOf, issuedTo, newMeter, refusedTo } from './answers.js';
import { type RunningVault, startVault } from './service.js';
import { type Vault, activeKey, openVault, tokenRequest } from './vault.js';

const MINUTE_MS = 60_000;
const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;
const jumped = { code: 'key-management.clock_jumped' };
const minuteNow = (): number => tokenIdentifierAt(new Date(), 2014);

describe('a process whose clock jumps', () => {
  const clock = new TestClock(new Date());
  let vault: Vault;
  beforeAll(async () => {
    vault = await openVault({ clock, ownDatabaseClock: true });
    await activeKey(vault);
  });
  afterEach(() => clock.set(new Date()));
  afterAll(() => vault.stop());

  it.each([
    ['a year ahead', YEAR_MS],
    ['a year back', -YEAR_MS],
    ['three minutes ahead', 3 * MINUTE_MS],
    ['three minutes back', -3 * MINUTE_MS],
  ])('%s issues nothing and refuses nothing, under load, and goes on when it is right again', async (_, skewMs) => {
    const meters = Array.from({ length: 8 }, newMeter);
    const requests = meters.flatMap((meter) => Array.from({ length: 5 }, () => tokenRequest(meter)));
    clock.set(new Date(Date.now() + skewMs));

    const tried = await Promise.allSettled(requests.map((request) => vault.issue([request])));
    for (const one of tried) expect(one).toMatchObject({ status: 'rejected', reason: { ...jumped, outage: true } });
    for (const { requestId } of requests) expect(await refusedTo(vault, requestId)).toEqual([]);

    clock.set(new Date());
    const from = minuteNow();
    await Promise.all(requests.map((request) => vault.issue([request])));
    for (const { meterPan } of meters) {
      const identifiers = await identifiersOf(vault, meterPan);
      expect(new Set(identifiers).size).toBe(5);
      expect(Math.min(...identifiers)).toBeGreaterThanOrEqual(from);
      // One may be skipped: 00:01 is reserved.
      expect(Math.max(...identifiers)).toBeLessThanOrEqual(minuteNow() + 6);
    }
  });

  it('takes the time from the database, not from the process', async () => {
    clock.set(new Date(Date.now() + 90_000));
    const [request] = [tokenRequest(newMeter())];
    const from = Date.now();
    await vault.issue([request]);

    const [answer] = await issuedTo(vault, request.requestId);
    expect(answer!.issuedAt.getTime()).toBeGreaterThanOrEqual(from - 1_000);
    expect(answer!.issuedAt.getTime()).toBeLessThanOrEqual(Date.now() + 1_000);
  });

  it('still repeats the answers that it has given', async () => {
    const request = tokenRequest(newMeter());
    await vault.issue([request]);
    clock.set(new Date(Date.now() + YEAR_MS));

    await vault.issue([request]);

    expect(await issuedTo(vault, request.requestId)).toHaveLength(2);
  });
});

describe('a request that says it was made at another time', () => {
  let vault: Vault;
  beforeAll(async () => {
    vault = await openVault();
    await activeKey(vault);
  });
  afterAll(() => vault.stop());

  it.each([
    ['three minutes ahead: it is waited for', 3 * MINUTE_MS, true],
    ['a year ahead: it is set aside', YEAR_MS, undefined],
    ['a year ago: it is set aside, for the clocks may be ahead', -YEAR_MS, undefined],
  ])('%s, and never answered', async (_, aheadMs, outage) => {
    const request = tokenRequest({ ...newMeter(), requestedAt: new Date(Date.now() + aheadMs) });

    const error: unknown = await vault.issue([request]).catch((failure: unknown) => failure);
    expect(error).toMatchObject(jumped);
    expect((error as { readonly outage?: boolean }).outage).toBe(outage);
    expect([...(await issuedTo(vault, request.requestId)), ...(await refusedTo(vault, request.requestId))]).toEqual([]);

    await vault.issue([{ ...request, requestedAt: new Date() }]);
    expect(await issuedTo(vault, request.requestId)).toHaveLength(1);
  });

  it('is waited for, however far ahead, where the vault’s own last token was made as far ahead', async () => {
    await vault.owner.query(`update vault_clock set last_issued_at = now() + interval '1 day'`);
    const ahead = tokenRequest({ ...newMeter(), requestedAt: new Date(Date.now() + 24 * 60 * MINUTE_MS) });
    await expect(vault.issue([ahead])).rejects.toMatchObject({ ...jumped, outage: true });

    const fine = tokenRequest(newMeter());
    await vault.issue([fine]);
    expect(await issuedTo(vault, fine.requestId)).toHaveLength(1);
  });
});

describe('the service', () => {
  const clock = new TestClock(new Date());
  let vault: RunningVault;
  beforeAll(async () => void (vault = await startVault({ override: [[CLOCK, clock]] })));
  afterAll(() => vault.stop());

  it('says that it is not ready while its clock is a year ahead, parks nothing, and answers every sale when it is right again', async () => {
    const custodian = { roles: ['custodian'], username: 'custodian1' } as const;
    await vault.call('POST', '/v1/supply-groups', { as: custodian, body: { supplyGroupCode: '600100', name: 'Town' } });
    const key = { keyType: 2, keyRevision: 1, keyExpiry: 255, baseDate: 2014, decoderKeyAlgorithm: 'DKGA04', generate: true };
    await vault.call('POST', '/v1/supply-groups/600100/vending-keys', { as: custodian, body: key });
    const answered: string[] = [];
    await vault.tail([TokenIssued.topic], ({ data }) => answered.push((data as { requestId: string }).requestId));

    clock.set(new Date(Date.now() + YEAR_MS));
    const requests = Array.from({ length: 60 }, () => tokenRequest(newMeter()));
    await Promise.all(requests.map((request) => vault.publish(TokenRequested, request)));
    await eventually(() => expect(vault.logs.join('\n')).toContain('key-management.clock_jumped'));
    const unready = await vault.call('GET', '/health/ready');
    expect(unready).toMatchObject({ status: 503, body: { checks: { clocks: expect.stringContaining('clock') as string } } });
    expect((await vault.owner.query(`select 1 from parked_message`)).rows).toEqual([]);
    expect((await vault.owner.query(`select 1 from token_answer`)).rows).toEqual([]);

    clock.set(new Date());
    await eventually(async () => expect((await vault.owner.query(`select 1 from issued_token`)).rows).toHaveLength(60));
    await eventually(() => expect(new Set(answered)).toEqual(new Set(requests.map(({ requestId }) => requestId))));
    expect(await vault.call('GET', '/health/ready')).toMatchObject({ status: 200 });
    const { rows } = await vault.owner.query<{ latest: number }>(`select max(token_identifier) as latest from issued_token`);
    // One may be skipped: 00:01 is reserved.
    expect(rows[0]!.latest).toBeLessThanOrEqual(minuteNow() + 1);
    expect((await vault.owner.query(`select 1 from parked_message`)).rows).toEqual([]);
  });
});
