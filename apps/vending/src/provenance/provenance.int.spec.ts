import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EventData } from '@openprepay/contracts/event';
import { IssuesCounted, IssuesListed } from '@openprepay/contracts/issue-counts';
import { ProvenanceDoubted } from '@openprepay/contracts/provenance';
import { signedText } from '@openprepay/contracts/signed-request';
import { sql } from '@openprepay/persistence/sql';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issuedFor, publishDefault, refusedFor, staff, startVending, type Vending } from '../../test/fixture.js';
import { CompareIssues } from './compare-issues.js';
import { FindMissing } from './find-missing.js';
import { FindProvenance } from './find-provenance.js';

const HOUR = new Date('2026-11-10T08:00:00Z');
const DAY = { from: HOUR, to: new Date('2026-11-11T08:00:00Z') };
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const stranger = generateKeyPairSync('ed25519');
let folder: string;
let vending: Vending;
let utility: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'openprepay-provenance-'));
  const sealKey = path.join(folder, 'seal-public.pem');
  writeFileSync(sealKey, publicKey.export({ type: 'spki', format: 'pem' }));
  vending = await startVending({ env: { ISSUE_SEAL_PUBLIC_KEY_FILE: sealKey } });
});
afterAll(async () => {
  await vending.stop();
  rmSync(folder, { recursive: true });
});
let nth = 0;
beforeEach(async () => {
  vending.clock.set(HOUR);
  utility = `utility-${++nth}`;
  await publishDefault(vending, undefined, utility);
});

interface Issued {
  readonly requestId: string;
  readonly meterNumber: string;
  readonly kind: string;
}
type Statement = EventData<typeof IssuesCounted>;
interface Told {
  readonly hour?: Date;
  readonly revision?: number;
  /** What somebody does to the statement once it is sealed. */
  readonly tamper?: (statement: Statement) => Statement;
  readonly sealedBy?: typeof privateKey;
  /** Lists something else than is counted. */
  readonly lists?: readonly Issued[];
}

/** What the vault tells of an hour, as it does. */
async function tell(
  issued: readonly Issued[],
  { hour = HOUR, revision = 1, tamper = (one) => one, sealedBy = privateKey, lists }: Told = {},
) {
  const statementId = randomUUID();
  const group = { supplyGroupCode: '600100', requester: 'unsigned' };
  const groups = (all: readonly Issued[]) =>
    [...new Set(all.map(({ kind }) => kind))].toSorted().map((kind) => {
      const ids = all.filter((one) => one.kind === kind).toSorted((one, other) => (one.requestId < other.requestId ? -1 : 1));
      return { kind, ids };
    });
  const parts = groups(lists ?? issued).flatMap(({ kind, ids }) =>
    Array.from({ length: Math.ceil(ids.length / 500) }, (_none, place) => ({ kind, ids: ids.slice(500 * place, 500 * (place + 1)) })),
  );
  await vending.deliver(
    IssuesListed,
    parts.map(({ kind, ids }, place) => ({
      ...{ statementId, hour, part: place + 1, ...group, kind },
      issues: ids.map(({ requestId, meterNumber }) => ({ requestId, meterNumber, issuedAt: hour })),
    })),
    { utility },
  );
  const counts = groups(issued).map(({ kind, ids }) => {
    const hash = createHash('sha256');
    for (const { requestId } of ids) hash.update(`${requestId}\n`);
    return { ...group, kind, requests: ids.length, tokens: ids.length, requestIdsHash: hash.digest('hex') };
  });
  const statement = { statementId, hour, revision, parts: parts.length, counts, countedAt: hour };
  const signature = sign(null, Buffer.from(signedText(IssuesCounted, utility, statement)), sealedBy).toString('base64url');
  const sealed = tamper({ ...statement, signature });
  await vending.deliver(IssuesCounted, [sealed], { utility });
  return sealed;
}

const compare = () => vending.get(CompareIssues).execute();
const read = (range = DAY) => vending.get(FindProvenance).execute(staff(utility), range);
const alarms = async () => (await vending.events(ProvenanceDoubted)).filter((event) => event.utility === utility).map(({ data }) => data);
const lookForMissing = async (at: string) => {
  vending.clock.set(at);
  while ((await vending.get(FindMissing).execute()) > 0);
};

async function sold(): Promise<Issued & { readonly vendId: string }> {
  const meter = newMeter();
  await vending.createMeter.execute(staff(utility), meter);
  const { vend } = await vending.sell(meter.meterNumber, randomUUID(), { utility });
  await vending.run((tx) => vending.completeVends.execute(tx, [issuedFor(vend)]), utility);
  return { requestId: vend.vendId, vendId: vend.vendId, meterNumber: meter.meterNumber, kind: 'credit' };
}
const behindTheBack = (kind = 'credit'): Issued => ({ requestId: randomUUID(), meterNumber: newMeter().meterNumber, kind });

/** Many vends, as they are stored. */
async function soldMany(count: number): Promise<readonly Issued[]> {
  const { vendId } = await sold();
  const { rows } = await vending.owner.query<{ readonly vend_id: string; readonly meter_number: string }>(
    `insert into vend
     select (jsonb_populate_record(v, jsonb_build_object('vend_id', gen_random_uuid(), 'idempotency_key', 'many ' || nth,
               'receipt_number', 'many ' || nth))).*
       from vend v, generate_series(1, $2::int) nth where v.vend_id = $1
     returning vend_id, meter_number`,
    [vendId, count - 1],
  );
  const meterNumber = rows[0]!.meter_number;
  return [
    { requestId: vendId, meterNumber, kind: 'credit' },
    ...rows.map((row) => ({ requestId: row.vend_id, meterNumber: row.meter_number, kind: 'credit' })),
  ];
}

describe('what the vault says that it has issued', () => {
  it('is fifty rows where fifty tokens of three thousand were made behind vending’s back, and none of the true ones', async () => {
    const honest = await soldMany(2_950);
    const forged = Array.from({ length: 50 }, () => behindTheBack());

    await tell([...honest, ...forged]);
    await compare();

    const found = await read();
    expect(found).toMatchObject({
      issued: 3_000,
      forVends: 2_950,
      forOrders: 0,
      unexplainedCount: 50,
      missingCount: 0,
      brokenStatements: 0,
    });
    expect(found.unexplained.map(({ requestId }) => requestId).toSorted()).toEqual(forged.map(({ requestId }) => requestId).toSorted());
    expect(await alarms()).toMatchObject([{ what: 'unexplained', requests: 50, hour: HOUR }]);
  });

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

describe('what has tokens that the vault has not stated', () => {
  it('is found once the vault has had time to state it, and is an alarm; what it has stated is not', async () => {
    await tell([await sold()], { hour: new Date('2026-11-10T07:00:00Z') });
    await compare();
    const [stated, missing] = [await sold(), await sold()];
    await tell([stated]);
    await compare();

    await lookForMissing('2026-11-10T11:59:59Z');
    expect(await read()).toMatchObject({ missingCount: 0 });
    await lookForMissing('2026-11-10T12:00:00Z');

    expect(await read()).toMatchObject({ missingCount: 1, missing: [{ requestId: missing.requestId, kind: 'credit' }] });
    expect(await alarms()).toMatchObject([{ what: 'missing', requests: 1 }]);
  });

  it('is missing no longer once the vault states it after all', async () => {
    await tell([behindTheBack()], { hour: new Date('2026-11-10T07:00:00Z') });
    await compare();
    const one = await sold();
    await lookForMissing('2026-11-10T12:00:00Z');
    expect(await read()).toMatchObject({ missingCount: 1 });

    await tell([one]);
    await compare();

    expect(await read()).toMatchObject({ missingCount: 0, missing: [] });
  });

  it('is looked for where statements have stopped coming altogether', async () => {
    await tell([behindTheBack()], { hour: new Date('2026-11-10T07:00:00Z') });
    await compare();
    vending.clock.set('2026-11-10T15:30:00Z');
    await sold();

    await lookForMissing('2026-11-10T19:00:00Z');

    expect(await read()).toMatchObject({ missingCount: 1 });
  });

  it('is not looked for before the vault has ever stated anything', async () => {
    await sold();

    await lookForMissing('2026-11-12T00:00:00Z');

    expect(await read()).toMatchObject({ missingCount: 0 });
  });

  it('is not what a sandbox has sold', async () => {
    await tell([behindTheBack()], { hour: new Date('2026-11-10T07:00:00Z') });
    await compare();
    await vending.run((tx) => sql(tx, 'insert into sandbox_utility values ($1)', [utility]), utility);
    await sold();

    await lookForMissing('2026-11-10T12:00:00Z');

    expect(await read()).toMatchObject({ missingCount: 0 });
  });
});
