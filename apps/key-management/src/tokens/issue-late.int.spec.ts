import { randomUUID } from 'node:crypto';
import { KeyChangeRequested } from '@openprepay/contracts/key-change-requests';
import { KeyChangeIssued } from '@openprepay/contracts/key-management';
import { TokenAwaited, TokenRequestCancelled, TokenRequested } from '@openprepay/contracts/vending';
import { renderMetrics } from '@openprepay/runtime/metrics';
import { TestClock } from '@openprepay/testing/clock';
import { meterKeyData } from '@openprepay/testing/meter';
import { creditTenths } from '@openprepay/quantities';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { issuedTo, newMeter, refusedTo } from '../../test/answers.js';
import { activeKey, openVault, tokenRequest, type TokenRequest, type Vault } from '../../test/vault.js';
import { IssueLate } from './issue-late.js';
import { MeasureLate } from './measure-late.js';

/** Four a second are one at a time. */
const PER_SECOND = 4;
const STEP_MS = 1_000 / PER_SECOND;
const LONG_AGO_MS = 600_000;

let clock: TestClock;
let vault: Vault;
beforeEach(async () => {
  clock = new TestClock(new Date());
  vault = await openVault({ clock, env: { LATE_REQUESTS_PER_SECOND: String(PER_SECOND) } });
  await activeKey(vault);
});
afterEach(() => vault.stop());

const live = (given: Partial<TokenRequest> = {}): TokenRequest => tokenRequest({ ...newMeter(), requestedAt: clock.now(), ...given });
const late = (given: Partial<TokenRequest> = {}): TokenRequest =>
  live({ requestedAt: new Date(clock.now().getTime() - LONG_AGO_MS), ...given });
const deliver = (requests: readonly TokenRequest[], utility?: string) =>
  vault.deliver(TokenRequested, requests, utility === undefined ? {} : { utility });
const waiting = async (): Promise<readonly string[]> =>
  (await vault.owner.query<{ id: string }>(`select request_id as id from late_request order by position`)).rows.map(({ id }) => id);
const idsOf = (requests: readonly TokenRequest[]): readonly string[] => requests.map(({ requestId }) => requestId);
const hasToken = async ({ requestId }: TokenRequest): Promise<boolean> => (await issuedTo(vault, requestId)).length > 0;

/** As the worker does, as long as it takes. */
async function drain(): Promise<void> {
  while ((await waiting()).length > 0) {
    clock.advance(STEP_MS);
    await vault.get(IssueLate).execute();
  }
}

describe('requests that come late, and many at a time', () => {
  it('let those pass that somebody waits for, and are answered at their pace', async () => {
    const backlog = Array.from({ length: 2_000 }, () => late());
    for (let from = 0; from < backlog.length; from += 500) await deliver(backlog.slice(from, from + 500));
    const sale = live();
    await deliver([sale]);

    expect(await hasToken(sale)).toBe(true);
    expect(await hasToken(backlog[0]!)).toBe(true);
    expect(await waiting()).toEqual(idsOf(backlog.slice(1)));

    clock.advance(STEP_MS);
    expect(await vault.get(IssueLate).execute()).toBe(1);
    expect(await vault.get(IssueLate).execute()).toBe(0);
    expect(await waiting()).toEqual(idsOf(backlog.slice(2)));
  });

  it('are counted while they wait, with how long the oldest has', async () => {
    const measured = async (): Promise<readonly number[]> => {
      await vault.get(MeasureLate).execute();
      const { text } = await renderMetrics();
      return ['waiting', 'oldest_wait_seconds'].map((name) =>
        Number(new RegExp(`^openprepay_late_requests_${name} (\\S+)$`, 'm').exec(text)?.[1]),
      );
    };
    const requests = [late(), late(), late()];
    await deliver(requests);
    await vault.owner.query(`update late_request set set_aside_at = now() - interval '1 hour' where request_id = $1`, [
      requests[1]!.requestId,
    ]);

    const [waits, seconds] = await measured();
    expect(waits).toBe(2);
    expect(seconds).toBeGreaterThanOrEqual(3_600);

    await drain();
    expect(await measured()).toEqual([0, 0]);
  });

  it('keep the order of their meter, also before what is asked for in time', async () => {
    const meter = newMeter();
    const requests = [late(meter), late(meter), live(meter), live(meter)];
    await deliver([late(), ...requests.slice(0, 3)]);
    await deliver(requests.slice(3));
    expect(await waiting()).toEqual(idsOf(requests));

    await drain();

    const { rows } = await vault.owner.query<{ id: string }>(
      `select request_id as id from issued_token where meter_pan = $1 order by token_identifier`,
      [meter.meterPan],
    );
    expect(rows.map(({ id }) => id)).toEqual(idsOf(requests));
  });

  it('are not passed by the set that changes the key of their meter', async () => {
    await activeKey(vault, { keyHex: 'a0112233445566778899aabbccddeeff01234567', command: { keyRevision: 2 } });
    const sale = late();
    await deliver([late(), sale]);
    const { meterNumber, meterPan } = sale;
    const keys = { from: { ...meterKeyData }, to: { ...meterKeyData, keyRevision: 2 } };
    const change = { requestId: randomUUID(), meterNumber, meterPan, ...keys, requestedAt: clock.now() };
    await vault.deliver(KeyChangeRequested, [change]);
    expect(await vault.events(KeyChangeIssued)).toEqual([]);

    await drain();
    await vault.deliver(KeyChangeRequested, [change]);

    expect(await hasToken(sale)).toBe(true);
    expect(await vault.events(KeyChangeIssued)).toHaveLength(1);
  });

  it('are set aside once each, and answered once, however often they come', async () => {
    const request = late();
    await deliver([late(), request]);
    await deliver([request]);
    await drain();
    await deliver([request]);
    await drain();

    const answers = await issuedTo(vault, request.requestId);
    expect(new Set(answers.map(({ tokens }) => tokens[0]?.token)).size).toBe(1);
  });

  it('are refused where they were cancelled while they waited', async () => {
    const request = late();
    await deliver([late(), request]);
    const { requestedAt: cancelledAt, ...asked } = request;
    await vault.deliver(TokenRequestCancelled, [{ ...asked, cancelledAt, reason: 'lost' }]);

    await drain();

    expect(await issuedTo(vault, request.requestId)).toEqual([]);
    expect(await refusedTo(vault, request.requestId)).toMatchObject(Array(2).fill({ code: 'key-management.request_cancelled' }));
  });

  it('are answered for the utility that asked, each', async () => {
    await activeKey(vault, { utility: 'other' });
    const [ours, theirs] = [late(), late()];
    await deliver([late(), ours]);
    await deliver([theirs], 'other');

    await drain();

    const { rows } = await vault.owner.query<{ utility: string; id: string }>(
      `select utility, request_id as id from issued_token where request_id = any($1) order by utility`,
      [idsOf([ours, theirs])],
    );
    expect(rows).toEqual([
      { utility: 'acme', id: ours.requestId },
      { utility: 'other', id: theirs.requestId },
    ]);
  });

  it('do not wait for one that cannot be answered as it stands', async () => {
    const reused = randomUUID();
    const [bad, good] = [late({ requestId: reused }), late()];
    await deliver([late(), bad, good]);
    await deliver([live({ requestId: reused, tokens: [{ kind: 'credit', commodity: 'electricity', amountTenths: creditTenths(99n) }] })]);
    clock.advance(60_000);

    await drain();

    expect(await hasToken(good)).toBe(true);
    expect(await issuedTo(vault, reused)).toHaveLength(1);
  });

  it('do not wait for one that fails for no reason with a code, which is given up in the end', async () => {
    const [bad, good] = [late(), late()];
    await deliver([late(), bad, good]);
    await vault.owner.query(`update late_request set request = '{}' where request_id = $1`, [bad.requestId]);
    const round = async (afterMs: number): Promise<void> => {
      clock.advance(afterMs);
      await vault.get(IssueLate).execute();
    };

    await round(STEP_MS);
    await round(STEP_MS);
    expect(await hasToken(good)).toBe(true);
    expect(await waiting()).toEqual(idsOf([bad]));

    for (let tries = 1; tries < 5; tries++) await round(60_000);
    expect(await waiting()).toEqual([]);
  });
});

describe('a request that somebody waits for', () => {
  const awaited = (requests: readonly TokenRequest[]) => vault.deliver(TokenAwaited, requests);

  it('is answered though those before it have not been set aside yet, and has the same answer when its turn comes', async () => {
    const sale = live();
    await awaited([sale]);
    expect(await hasToken(sale)).toBe(true);

    await deliver([late(), late(), sale]);

    const answers = await issuedTo(vault, sale.requestId);
    expect(answers).toHaveLength(2);
    expect(new Set(answers.map(({ tokens }) => tokens[0]?.token)).size).toBe(1);
  });

  it('is left to its turn where others of its meter wait for theirs', async () => {
    const meter = newMeter();
    const [earlier, sale] = [late(meter), live(meter)];
    await deliver([late(), earlier]);

    await awaited([sale]);
    expect(await hasToken(sale)).toBe(false);

    await deliver([sale]);
    await drain();
    expect(await hasToken(sale)).toBe(true);
  });

  it('is left to its turn where nobody waits for it any more', async () => {
    const [sale, other] = [late(), live()];
    await awaited([sale, other]);

    expect([await hasToken(sale), await hasToken(other)]).toEqual([false, true]);
    expect(await waiting()).toEqual([]);
  });
});
