import { createHash, generateKeyPairSync } from 'node:crypto';
import { IssuesCounted } from '@openprepay/contracts/issue-counts';
import { sql } from '@openprepay/persistence/sql';
import { counter } from '@openprepay/runtime/metrics';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { refusedFor, staff } from '../../test/fixture.js';
import { behindTheBack, type Compared, DAY, HOUR, type Issued, startCompared, type Told } from '../../test/provenance.js';

/** `PROVENANCE_TOKENS=1000000 npx vitest run apps/vending/src/provenance` is the longer run. */
const TOKENS = Number(process.env['PROVENANCE_TOKENS'] ?? 3_000);
const FORGED = 50;
/** A transaction locks the key of each sale that it makes, and the server has room for some thousands of locks. */
const MADE_AT_ONCE = 2_000;
/** The more tokens, the more hours of the day they were made in. */
const HOURS = Math.min(24, Math.ceil(TOKENS / 1_500));
const stranger = generateKeyPairSync('ed25519');
let vending: Compared;
let utility: string;
beforeAll(async () => void (vending = await startCompared()));
afterAll(() => vending.stop());
beforeEach(async () => void (utility = await vending.nextUtility()));

const tell: Compared['tell'] = (issued, told) => vending.tell(issued, told);
const compare = () => vending.compare();
const read: Compared['read'] = (range) => vending.read(range);
const alarms = () => vending.alarms();
const sold = () => vending.sold();

/** Many vends, as they are stored. */
async function soldMany(count: number): Promise<readonly Issued[]> {
  const first = await sold();
  const issued: Issued[] = [first];
  while (issued.length < count) {
    const { rows } = await vending.owner.query<{ readonly vend_id: string; readonly meter_number: string }>(
      `insert into vend
       select (jsonb_populate_record(v, jsonb_build_object('vend_id', gen_random_uuid(), 'idempotency_key', $1 || ' ' || nth,
                 'receipt_number', $1 || ' ' || nth))).*
         from vend v, generate_series($2::int, $3::int) nth where v.vend_id = $1::uuid
       returning vend_id, meter_number`,
      [first.requestId, issued.length, Math.min(count, issued.length + MADE_AT_ONCE) - 1],
    );
    issued.push(...rows.map((row): Issued => ({ requestId: row.vend_id, meterNumber: row.meter_number, kind: 'credit' })));
  }
  return issued;
}

describe('what the vault says that it has issued', () => {
  it(
    `is fifty rows where fifty tokens were made behind vending’s back, and none of the true ones, of ${TOKENS}`,
    async () => {
      const forged = Array.from({ length: FORGED }, () => behindTheBack());
      const soldBefore = (nth: number) => Math.floor(((TOKENS - FORGED) * nth) / HOURS);
      for (let nth = 0; nth < HOURS; nth++) {
        const honest = await soldMany(soldBefore(nth + 1) - soldBefore(nth));
        const behind = forged.filter((_one, place) => place % HOURS === nth);
        await tell([...honest, ...behind], { hour: new Date(HOUR.getTime() + nth * 3_600_000) });
      }

      await compare();

      const found = await read();
      expect(found).toMatchObject({
        issued: TOKENS,
        forVends: TOKENS - FORGED,
        forOrders: 0,
        unexplainedCount: FORGED,
        missingCount: 0,
        brokenStatements: 0,
      });
      expect(found.unexplained.map(({ requestId }) => requestId).toSorted()).toEqual(forged.map(({ requestId }) => requestId).toSorted());
      const told = await alarms();
      expect(told.map(({ what }) => what)).toEqual(Array(HOURS).fill('unexplained'));
      expect(told.reduce((sum, { requests }) => sum + requests, 0)).toBe(FORGED);
    },
    240_000 + 5 * TOKENS,
  );

  it('is explained by nothing that came to nothing, is another meter’s, or is of another kind', async () => {
    const meter = newMeter();
    await vending.createMeter.execute(staff(utility), meter);
    const { vend } = await vending.sell(meter.meterNumber, 'failed', { utility });
    await vending.run((tx) => vending.failVends.execute(tx, [refusedFor(vend)]), utility);
    const failed = { requestId: vend.vendId, meterNumber: meter.meterNumber, kind: 'credit' };
    const another = { ...(await sold()), meterNumber: newMeter().meterNumber };
    const otherwise = { ...(await sold()), kind: 'clear-credit' };

    await tell([failed, another, otherwise, behindTheBack('key-change'), await sold()]);
    await compare();

    expect(await read()).toMatchObject({ issued: 5, forVends: 1, unexplainedCount: 4 });
  });

  it('is explained by a sale whose token has not come yet', async () => {
    const meter = newMeter();
    await vending.createMeter.execute(staff(utility), meter);
    const { vend } = await vending.sell(meter.meterNumber, 'waits', { utility });

    await tell([{ requestId: vend.vendId, meterNumber: meter.meterNumber, kind: 'credit' }]);
    await compare();

    expect(await read()).toMatchObject({ issued: 1, forVends: 1, unexplainedCount: 0 });
  });

  it.each<[string, Told, 'forged' | 'contradicted']>([
    ['counts less than was sealed', { tamper: (one) => ({ ...one, counts: [{ ...one.counts[0]!, requests: 1 }] }) }, 'forged'],
    ['is sealed by another key', { sealedBy: stranger.privateKey }, 'forged'],
    ['is not sealed', { tamper: ({ signature: _none, ...one }) => one }, 'forged'],
    ['is told of another hour', { tamper: (one) => ({ ...one, hour: new Date('2026-11-10T07:00:00Z') }) }, 'forged'],
    ['comes with other requests than it counts', { lists: [behindTheBack(), behindTheBack()] }, 'contradicted'],
    ['comes with fewer requests than it counts', { lists: [behindTheBack()] }, 'contradicted'],
  ])('counts for nothing and is an alarm where it %s', async (_how, told, what) => {
    await tell([await sold(), await sold()], told);
    await compare();

    expect(await read({ ...DAY, from: new Date('2026-11-10T07:00:00Z') })).toMatchObject({ issued: 0, brokenStatements: 1 });
    expect(await alarms()).toMatchObject([{ what, requests: 0 }]);
  });

  it('is counted as it was sealed where somebody has told something else first', async () => {
    const one = await sold();
    const sealed = await tell([one], { tamper: (said) => ({ ...said, counts: [] }) });
    const { rows } = await vending.owner.query<{ said: { counts: unknown[] } }>(
      `select said from vault_issue_statement where utility = $1`,
      [utility],
    );
    expect(rows[0]!.said.counts).toEqual([]);

    const ids = createHash('sha256').update(`${one.requestId}\n`).digest('hex');
    const count = { supplyGroupCode: '600100', requester: 'unsigned', kind: 'credit', requests: 1, tokens: 1, requestIdsHash: ids };
    await vending.deliver(IssuesCounted, [{ ...sealed, counts: [count] }], { utility });
    await compare();

    expect(await read()).toMatchObject({ issued: 1, forVends: 1, brokenStatements: 1 });
  });

  it('is counted once, however often it is told, and as it was told last', async () => {
    const [one, late, forged] = [await sold(), await sold(), behindTheBack()];
    const told = await tell([one, forged]);
    await vending.deliver(IssuesCounted, [told], { utility });
    await compare();
    await tell([one, forged, late], { revision: 2 });
    await compare();
    await compare();

    expect(await read()).toMatchObject({ issued: 3, forVends: 2, unexplainedCount: 1, unexplained: [{ requestId: forged.requestId }] });
    expect(await alarms()).toHaveLength(1);
  });

  it('is counted as a vault tells it that was restored and has forgotten what it had told', async () => {
    const [one, late] = [await sold(), await sold()];
    await tell([one]);
    await compare();
    vending.clock.advance(60_000);
    await tell([one, late]);
    await compare();

    expect(await read()).toMatchObject({ issued: 2, forVends: 2, unexplainedCount: 0 });
  });

  it('is of the hour that it is told of: of a range what begins within it', async () => {
    await tell([await sold()]);
    await tell([behindTheBack()], { hour: new Date('2026-11-10T09:00:00Z') });
    await compare();

    expect(await read({ from: HOUR, to: new Date('2026-11-10T09:00:00Z') })).toMatchObject({
      issued: 1,
      unexplainedCount: 0,
      unexplained: [],
    });
    expect(await read({ from: new Date('2026-11-10T09:00:00Z'), to: DAY.to })).toMatchObject({ issued: 1, unexplainedCount: 1 });
    expect(await read()).toMatchObject({ issued: 2, statedUntil: new Date('2026-11-10T10:00:00Z') });
    await expect(read({ from: DAY.to, to: DAY.from })).rejects.toMatchObject({ code: 'vending.provenance_range_invalid' });
  });

  it('is compared although another statement cannot be: that one is an error, and tried again', async () => {
    await tell([behindTheBack()]);
    await vending.owner.query(`update vault_issue_statement set said = '{}', hour = hour - interval '1 hour' where utility = $1`, [
      utility,
    ]);
    const [bad, other] = [utility, await vending.nextUtility()];
    await tell([await sold()]);
    const failures = async () =>
      (await counter({ name: 'openprepay_provenance_failures_total', help: 'the service’s own' }).get()).values.reduce(
        (sum, { value }) => sum + value,
        0,
      );
    const before = await failures();

    expect(await compare()).toBe(1);
    expect(await compare()).toBe(0);

    expect(await read()).toMatchObject({ issued: 1, forVends: 1 });
    expect(await failures()).toBe(before + 2);
    const { rows } = await vending.owner.query('select utility, verdict from vault_issue_statement where utility in ($1, $2)', [
      bad,
      other,
    ]);
    expect(rows).toHaveLength(2);
    expect(rows).toContainEqual({ utility: bad, verdict: null });
    await vending.owner.query(`update vault_issue_statement set verdict = 'forged', compared_at = now() where utility = $1`, [bad]);
  });

  it('is compared however many statements there are that cannot be', async () => {
    await tell([behindTheBack()]);
    await vending.owner.query(
      `with gone as (update vault_issue_statement set said = '{}', parts = 0, hour = hour - interval '1 hour' where utility = $1 returning *)
       insert into vault_issue_statement (utility, statement_id, digest, hour, revision, parts, said, received_at)
       select utility, gen_random_uuid(), 'd', hour, nth, 0, '{}', received_at from gone, generate_series(1, 250) nth`,
      [utility],
    );
    const bad = utility;
    await vending.nextUtility();
    await tell([await sold()]);

    expect(await compare()).toBe(1);

    await vending.owner.query(`update vault_issue_statement set verdict = 'forged', compared_at = now() where utility = $1`, [bad]);
  });

  it('is nobody’s to change, once it is kept and compared', async () => {
    await tell([behindTheBack()]);
    await compare();

    for (const statement of [
      'delete from unexplained_issue',
      `update unexplained_issue set kind = 'x'`,
      'delete from vault_issue_statement',
    ]) {
      await expect(vending.run((tx) => sql(tx, statement), utility)).rejects.toThrow(/permission denied/);
    }
    await expect(vending.run((tx) => sql(tx, 'update vault_issue_statement set unexplained = 0'), utility)).rejects.toThrow(
      /has been compared/,
    );
    await expect(vending.owner.query('delete from unexplained_issue')).rejects.toThrow(/only grows/);
  });
});
