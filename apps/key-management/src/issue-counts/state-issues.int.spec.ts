import { generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import { IssuesCounted, IssuesListed } from '@openprepay/contracts/issue-counts';
import { signedText } from '@openprepay/contracts/signed-request';
import { KeyChangeRequested } from '@openprepay/contracts/key-change-requests';
import { TokenRequested } from '@openprepay/contracts/vending';
import { sql } from '@openprepay/persistence/sql';
import { creditTenths } from '@openprepay/quantities';
import { TestClock } from '@openprepay/testing/clock';
import { meterKeyData } from '@openprepay/testing/meter';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newMeter } from '../../test/answers.js';
import { activeKey, openVault, tokenRequest, type Vault, VENDING_KEY } from '../../test/vault.js';
import { IssueCountRepository } from './issue-count.repository.js';
import { StateIssues } from './state-issues.js';

const HOUR = '2026-11-10T08:00:00.000Z';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const clock = new TestClock(HOUR);
let folder: string;
let vault: Vault;
let utility: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'openprepay-seal-'));
  const sealKey = path.join(folder, 'seal.pem');
  writeFileSync(sealKey, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  vault = await openVault({ clock, env: { ISSUE_SEAL_KEY_FILE: sealKey } });
});
afterAll(async () => {
  await vault.stop();
  rmSync(folder, { recursive: true });
});
let nth = 0;
beforeEach(async () => {
  clock.set(HOUR);
  utility = `utility-${++nth}`;
  await activeKey(vault, { utility });
  await activeKey(vault, { utility, keyHex: `11${VENDING_KEY.slice(2)}`, command: { keyRevision: 2 } });
});

const requests = (count: number, changes: Parameters<typeof tokenRequest>[0] = {}) =>
  Array.from({ length: count }, () => tokenRequest({ ...newMeter(), requestedAt: clock.now(), ...changes }));
/** As the consumer answers requests from the bus. */
const ask = (wanted: ReturnType<typeof requests>) => vault.deliver(TokenRequested, wanted, { utility });
const state = () => vault.get(StateIssues).execute();
const stated = async () => (await vault.events(IssuesCounted)).filter((event) => event.utility === utility).map(({ data }) => data);
const listed = async (statementId: string) =>
  (await vault.events(IssuesListed)).map(({ data }) => data).filter((list) => list.statementId === statementId);
const idsOf = async (statementId: string) => (await listed(statementId)).flatMap(({ issues }) => issues.map(({ requestId }) => requestId));
const sorted = (wanted: readonly { readonly requestId: string }[]) => wanted.map(({ requestId }) => requestId).toSorted();

describe('what the vault has issued', () => {
  it('is stated once an hour is over, with every request, and sealed so that its words cannot be others', async () => {
    const wanted = requests(3);
    await ask(wanted);

    clock.set('2026-11-10T09:01:00Z');
    expect(await state()).toBe(0);
    clock.set('2026-11-10T09:02:00Z');
    expect(await state()).toBe(1);
    expect(await state()).toBe(0);

    const [statement, ...more] = await stated();
    expect(more).toEqual([]);
    expect(statement).toMatchObject({
      hour: new Date(HOUR),
      revision: 1,
      parts: 1,
      counts: [{ supplyGroupCode: '600100', kind: 'credit', requester: 'unsigned', requests: 3, tokens: 3 }],
    });
    expect(await idsOf(statement!.statementId)).toEqual(sorted(wanted));
    const isSealed = (said: typeof statement) =>
      verify(null, Buffer.from(signedText(IssuesCounted, utility, said!)), publicKey, Buffer.from(said!.signature!, 'base64url'));
    expect(isSealed(statement)).toBe(true);
    expect(isSealed({ ...statement!, counts: [{ ...statement!.counts[0]!, requests: 2 }] })).toBe(false);
  });

  it('is counted by supply group, kind and whoever asked; a refusal is nothing that was issued', async () => {
    await activeKey(vault, { utility, command: { supplyGroupCode: '600200' } });
    await ask([
      ...requests(2),
      ...requests(1, { supplyGroupCode: '600200' }),
      ...requests(1, { tokens: [{ kind: 'clear-credit', commodity: 'electricity', amountTenths: creditTenths(0n), value: 0 }] }),
      ...requests(1, { supplyGroupCode: '999999' }),
    ]);
    const change = {
      requestId: randomUUID(),
      ...newMeter(),
      from: meterKeyData,
      to: { ...meterKeyData, keyRevision: 2 },
      requestedAt: clock.now(),
    };
    await vault.deliver(KeyChangeRequested, [change], { utility });

    clock.set('2026-11-10T09:02:00Z');
    await state();

    const [statement] = await stated();
    expect(statement!.counts.map(({ supplyGroupCode, kind, requests, tokens }) => [supplyGroupCode, kind, requests, tokens])).toEqual([
      ['600100', 'clear-credit', 1, 1],
      ['600100', 'credit', 2, 2],
      ['600100', 'key-change', 1, 4],
      ['600200', 'credit', 1, 1],
    ]);
  });

  it('is of the hour in which it was answered, at its edges too', async () => {
    const [last, first] = [requests(1), requests(1)];
    clock.set('2026-11-10T08:59:59.999Z');
    await ask(last.map((request) => ({ ...request, requestedAt: clock.now() })));
    clock.set('2026-11-10T09:00:00.000Z');
    await ask(first.map((request) => ({ ...request, requestedAt: clock.now() })));

    clock.set('2026-11-10T10:02:00Z');
    await state();

    const statements = await stated();
    expect(statements.map(({ hour }) => hour.toISOString())).toEqual([HOUR, '2026-11-10T09:00:00.000Z']);
    expect(await idsOf(statements[0]!.statementId)).toEqual(sorted(last));
    expect(await idsOf(statements[1]!.statementId)).toEqual(sorted(first));
  });

  it('is not more by a request that comes again', async () => {
    const wanted = requests(2);
    await ask(wanted);
    clock.set('2026-11-10T09:02:00Z');
    await state();
    await ask(wanted);

    clock.set('2026-11-10T10:02:00Z');
    await state();

    expect(await stated()).toHaveLength(1);
  });

  it('is stated anew, whole, where rows have come to an hour that was stated, whoever wrote them', async () => {
    await ask(requests(2));
    clock.set('2026-11-10T09:02:00Z');
    await state();
    const { rows } = await vault.owner.query<{ readonly request_id: string }>(
      `insert into token_answer (utility, request_id, digest, meter_number, meter_pan, supply_group_code, key_type, key_revision, tariff_index,
         encryption_algorithm, decoder_key_algorithm, base_date, vending_key_id, sample_tables, answered_at)
       select utility, gen_random_uuid(), '\\x01', 'a meter', meter_pan, supply_group_code, key_type, key_revision, tariff_index,
         encryption_algorithm, decoder_key_algorithm, base_date, vending_key_id, sample_tables, '2026-11-10T08:30:00Z'
         from token_answer where utility = $1 limit 1 returning request_id`,
      [utility],
    );

    clock.set('2026-11-10T10:02:00Z');
    await state();

    const [, anew] = await stated();
    expect(anew).toMatchObject({ hour: new Date(HOUR), revision: 2 });
    expect(anew!.counts.map(({ kind, requester, requests }) => [kind, requester, requests])).toEqual([
      ['credit', 'unsigned', 2],
      ['unknown', 'unknown', 1],
    ]);
    expect(await idsOf(anew!.statementId)).toContain(rows[0]!.request_id);
  });

  it('is stated with rows that nobody but a stranger writes: ids of no version, and text of any length and script', async () => {
    await ask(requests(2));
    const stranger = (id: string, meterNumber: string, requester: string) =>
      vault.owner.query(
        `insert into token_answer (utility, request_id, digest, meter_number, meter_pan, supply_group_code, key_type, key_revision, tariff_index,
           encryption_algorithm, decoder_key_algorithm, base_date, vending_key_id, sample_tables, answered_at, requester)
         select utility, $2, '\\x01', $3, meter_pan, supply_group_code, key_type, key_revision, tariff_index,
           encryption_algorithm, decoder_key_algorithm, base_date, vending_key_id, sample_tables, '2026-11-10T08:30:00Z', $4
           from token_answer where utility = $1 and meter_number <> '' limit 1`,
        [utility, id, meterNumber, requester],
      );
    const noVersion = '12345678-1234-f234-1234-123456789abc';
    await stranger(noVersion, '⚡'.repeat(100), 'm'.repeat(100));
    await stranger('ffffffff-ffff-ffff-0000-ffffffffffff', `m${'🔌'.repeat(100)}`, '🔌'.repeat(100));

    clock.set('2026-11-10T09:02:00Z');
    expect(await state()).toBe(1);

    const [statement] = await stated();
    expect(statement!.counts.map(({ requester, requests }) => [requester, requests])).toEqual(
      expect.arrayContaining([
        ['m'.repeat(32), 1],
        ['🔌'.repeat(32), 1],
        ['unsigned', 2],
      ]),
    );
    expect(await idsOf(statement!.statementId)).toContain(noVersion);
    const numbers = (await listed(statement!.statementId)).flatMap(({ issues }) => issues.map(({ meterNumber }) => meterNumber));
    expect(numbers).toEqual(expect.arrayContaining(['⚡'.repeat(32), `m${'🔌'.repeat(31)}`]));
  });

  it('is stated although another hour cannot be: that one is an error, and tried again', async () => {
    const hindered = utility;
    await ask(requests(1));
    utility = `utility-${++nth}`;
    await activeKey(vault, { utility });
    await ask(requests(1));
    clock.set('2026-11-10T09:02:00Z');
    const repository = vault.get(IssueCountRepository);
    const insert = repository.insert.bind(repository);
    const hindering = vi
      .spyOn(repository, 'insert')
      .mockImplementation((tx, statement) =>
        tx.utility === hindered ? Promise.reject(new Error('this one cannot be')) : insert(tx, statement),
      );

    expect(await state()).toBe(1);
    expect(await stated()).toHaveLength(1);
    hindering.mockRestore();
    expect(await state()).toBe(1);

    utility = hindered;
    expect(await stated()).toHaveLength(1);
  });

  it('is stated by one of two processes, and by the next one where the first has died on the way', async () => {
    await ask(requests(1));
    clock.set('2026-11-10T09:02:00Z');
    const died = vault.unitOfWork.run(utility, async (tx) => {
      await sql(tx, `select pg_advisory_xact_lock(hashtextextended('issue statement ' || $1, 0))`, [utility]);
      throw new Error('died');
    });
    await expect(died).rejects.toThrow('died');

    await Promise.all([state(), state()]);

    expect(await stated()).toHaveLength(1);
  });

  it('goes in parts of at most five hundred', async () => {
    await vault.owner.query(
      `insert into key_change_answer (utility, request_id, digest, meter_number, meter_pan, from_key_id, to_key_id, tokens, rollover, sample_tables,
         answered_at)
       select $1, gen_random_uuid(), '\\x01', 'a meter', 'a pan', key.id, key.id, '["1", "2"]', false, false, $2
         from vending_key key, generate_series(1, 1001) where key.utility = $1 and key.key_revision = 1`,
      [utility, HOUR],
    );
    clock.set('2026-11-10T09:02:00Z');
    await state();

    const [statement] = await stated();
    expect(statement).toMatchObject({ parts: 3, counts: [{ kind: 'key-change', requests: 1001, tokens: 2002 }] });
    expect((await listed(statement!.statementId)).map(({ part, issues }) => [part, issues.length])).toEqual([
      [1, 500],
      [2, 500],
      [3, 1],
    ]);
  });

  it('is a statement that nobody changes or takes away', async () => {
    await ask(requests(1));
    clock.set('2026-11-10T09:02:00Z');
    await state();

    for (const statement of ['update issue_statement set requests = 0', 'delete from issue_statement']) {
      await expect(vault.run((tx) => sql(tx, statement), utility)).rejects.toThrow(/permission denied/);
      await expect(vault.owner.query(statement)).rejects.toThrow(/only grows/);
    }
  });
});
