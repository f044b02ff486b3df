import { sql } from '@openprepay/persistence/sql';
import { randomBytes, randomUUID } from 'node:crypto';
import { creditTenths } from '@openprepay/quantities';
import { prepareCipher, decodeToken, isReserved, tokenIdentifierAt } from '@openprepay/sts';
import { deriveDecoderKey } from '@openprepay/sts/keys';
import pg from 'pg';
import { UTILITY } from '@openprepay/testing/identity';
import { TestClock } from '@openprepay/testing/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newMasterKeys } from '../../test/security-modules.js';
import { identifiersOf as identifiersOfMeter, issuedTo, newMeter, refusedTo } from '../../test/answers.js';
import { VENDING_KEY, type Vault, activeKey, custodian, openVault, tokenRequest } from '../../test/vault.js';
import { SignAuditHeads } from '../audit/sign-audit-heads.js';
import { SoftwareSecurityModule } from '../security-module/software-security-module.js';
import { MAX_TOKEN_IDENTIFIER_LEAD } from './token-identifiers.js';

const clock = new TestClock('2026-11-23T10:00:30Z');
let vault: Vault;
let admin: pg.Client;
let killNextTransaction = false;

/** A module after whose work the power may go. */
class InterruptedModule extends SoftwareSecurityModule {
  override async issueTokens(...args: Parameters<SoftwareSecurityModule['issueTokens']>) {
    const tokens = await super.issueTokens(...args);
    if (killNextTransaction) {
      killNextTransaction = false;
      await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
      );
    }
    return tokens;
  }
}

beforeAll(async () => {
  const securityModule = new InterruptedModule({ masterKeys: newMasterKeys(), randomOctets: randomBytes });
  vault = await openVault({ clock, securityModule });
  admin = new pg.Client({ connectionString: vault.adminUrl });
  await admin.connect();
  await activeKey(vault);
});
afterAll(async () => {
  await admin.end();
  await vault.stop();
});

const issued = (requestId: string) => issuedTo(vault, requestId);
const refused = (requestId: string) => refusedTo(vault, requestId);
const identifiersOf = (meterPan: string) => identifiersOfMeter(vault, meterPan);

describe('issuing tokens', () => {
  it('answers with tokens that the meter decrypts to what was sold', async () => {
    const request = tokenRequest({
      tokens: [
        { kind: 'credit', commodity: 'electricity', amountTenths: creditTenths(256n) },
        { kind: 'credit', commodity: 'water', amountTenths: creditTenths(16_385n) },
      ],
    });

    await vault.issue([request]);

    const [answer] = await issued(request.requestId);
    const decoderKey = deriveDecoderKey({ ...request, keyType: 2, algorithm: 'DKGA04', vendingKey: Buffer.from(VENDING_KEY, 'hex') });
    const cipher = prepareCipher({ algorithm: 'EA11', decoderKey });
    expect(answer).toMatchObject({ meterPan: request.meterPan, sampleTables: false });
    expect(answer?.tokens.map(({ token }) => decodeToken(token, cipher))).toMatchObject([
      { kind: 'credit', commodity: 'electricity', amountTenths: 256n, tokenIdentifier: answer?.tokens[0]?.tokenIdentifier },
      { kind: 'credit', commodity: 'water', amountTenths: 16_394n, tokenIdentifier: answer?.tokens[1]?.tokenIdentifier },
    ]);
    expect(answer?.tokens[0]?.tokenIdentifier).toBe(tokenIdentifierAt(clock.now(), 2014));
    expect(answer?.tokens.map(({ amountTenths }) => amountTenths)).toEqual([256n, 16_394n]);
  });

  it('gives the stored answer again, whoever repeats the request', async () => {
    const request = tokenRequest(newMeter());

    await vault.issue([request]);
    await vault.issue([request, request]);
    await vault.issue([request]);

    const answers = await issued(request.requestId);
    expect(answers).toHaveLength(4);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('answers each request in the trace of the request, also where it repeats an answer', async () => {
    const trace = (id: string): string => `00-${id.repeat(32)}-${id.repeat(16)}-01`;
    const [fine, unknown] = [tokenRequest(newMeter()), tokenRequest({ ...newMeter(), supplyGroupCode: '999999' })];
    const tracesOf = async ({ requestId }: typeof fine): Promise<unknown> => {
      const { rows } = await vault.owner.query<{ traceparent: string }>(
        `select traceparent from outbox where value::jsonb->>'requestId' = $1 order by position`,
        [requestId],
      );
      return rows.map(({ traceparent }) => traceparent);
    };

    await vault.issue([
      { ...unknown, cause: trace('a') },
      { ...fine, cause: { traceparent: trace('b') } },
      { ...fine, cause: trace('c') },
    ]);
    await vault.issue([{ ...fine, cause: trace('d') }]);

    expect(await tracesOf(unknown)).toEqual([trace('a')]);
    expect(await tracesOf(fine)).toEqual(['b', 'c', 'd'].map(trace));
  });

  it('refuses to answer a used request id for anything else', async () => {
    const request = tokenRequest(newMeter());
    await vault.issue([request]);

    for (const other of [
      { ...request, ...newMeter() },
      { ...request, tokens: [{ kind: 'credit' as const, commodity: 'electricity' as const, amountTenths: creditTenths(257n) }] },
    ]) {
      await expect(vault.issue([other])).rejects.toMatchObject({ code: 'key-management.request_id_reused' });
    }
    expect(await issued(request.requestId)).toHaveLength(1);
    expect(await refused(request.requestId)).toHaveLength(0);
  });

  it('gives twenty racing requests of one meter twenty identifiers', async () => {
    const meter = newMeter();
    const requests = Array.from({ length: 20 }, () => tokenRequest(meter));

    await Promise.all(requests.map((request) => vault.issue([request])));

    const identifiers = await identifiersOf(meter.meterPan);
    expect(new Set(identifiers).size).toBe(20);
  });

  it('gives one answer when two consumers race with one request', async () => {
    const request = tokenRequest(newMeter());

    await Promise.all([vault.issue([request]), vault.issue([request]), vault.issue([request])]);

    expect(await identifiersOf(request.meterPan)).toHaveLength(1);
    expect(new Set((await issued(request.requestId)).map(({ tokens }) => tokens[0]?.token)).size).toBe(1);
  });

  it('lets no utility use up the identifiers of a meter that another one sells to', async () => {
    await activeKey(vault, { utility: 'other' });
    const meter = newMeter();
    const ofUtility = async (utility: string) => {
      const { rows } = await vault.owner.query<{ id: number }>(
        `select token_identifier as id from issued_token where utility = $1 and meter_pan = $2 order by id`,
        [utility, meter.meterPan],
      );
      return rows.map(({ id }) => id);
    };

    for (let sale = 0; sale < 100; sale++) await vault.issue([tokenRequest(meter)], 'other');
    await Promise.all([0, 1].map(() => vault.issue([tokenRequest(meter)])));

    const minute = tokenIdentifierAt(clock.now(), 2014);
    expect(await ofUtility(UTILITY)).toEqual([minute, minute + 1]);
    expect(new Set(await ofUtility('other')).size).toBe(100);
  });

  it('gives a meter no more tokens within an hour than the policy says, and the others theirs', async () => {
    const strict = await openVault({ clock, tokensPerHour: 30 });
    try {
      await activeKey(strict);
      await activeKey(strict, { utility: 'other' });
      const meter = newMeter();
      const requests = Array.from({ length: 40 }, () => tokenRequest(meter));
      await Promise.all(requests.map((request) => strict.issue([request])));

      const refusals = (await Promise.all(requests.map(({ requestId }) => refusedTo(strict, requestId)))).flat();
      expect(await identifiersOfMeter(strict, meter.meterPan)).toHaveLength(30);
      expect(refusals).toHaveLength(10);
      expect(refusals[0]).toMatchObject({ code: 'key-management.meter_tokens_exhausted', reason: expect.stringContaining('30 tokens') });
      await strict.issue([tokenRequest(newMeter())]);
      await strict.issue([tokenRequest(meter)], 'other');
      expect(await identifiersOfMeter(strict, meter.meterPan)).toHaveLength(31);
    } finally {
      await strict.stop();
    }
  });

  it('takes many meters in any order from racing batches without a deadlock', async () => {
    const meters = Array.from({ length: 40 }, newMeter);
    const batches = [meters, [...meters].reverse(), meters, [...meters].reverse()];

    await Promise.all(batches.map((batch) => vault.issue(batch.map((meter) => tokenRequest(meter)))));

    for (const { meterPan } of meters) expect(new Set(await identifiersOf(meterPan)).size).toBe(4);
  });

  it('skips the reserved minute and never goes back with the clock', async () => {
    const meter = newMeter();
    const before = clock.now();
    try {
      clock.set('2026-11-24T00:00:59Z');
      await vault.issue([tokenRequest(meter), tokenRequest(meter)]);
      clock.set('2026-11-20T00:00:00Z');
      await vault.issue([tokenRequest(meter)]);
    } finally {
      clock.set(before);
    }

    const [first, ...others] = await identifiersOf(meter.meterPan);
    expect(first! % 1440).toBe(0);
    expect(others).toEqual([first! + 2, first! + 3]);
    expect([first!, ...others].some(isReserved)).toBe(false);
  });

  it('stops a meter that has had more tokens than there were minutes', async () => {
    const meter = newMeter();
    const last = tokenIdentifierAt(clock.now(), 2014) + MAX_TOKEN_IDENTIFIER_LEAD;
    await vault.owner.query(`insert into token_identifier_counter values ($1, $2, 2014, $3)`, [UTILITY, meter.meterPan, last - 1]);
    const [within, beyond] = [tokenRequest(meter), tokenRequest(meter)];

    await vault.issue([within, beyond]);

    expect(await issued(within.requestId)).toHaveLength(1);
    expect(await refused(beyond.requestId)).toMatchObject([{ code: 'key-management.token_identifier_lead_exceeded' }]);
  });

  it('leaves nothing behind when it dies before the commit, and issues once afterwards', async () => {
    const request = tokenRequest({ ...newMeter(), requestedAt: clock.now() });
    const dying = vault.unitOfWork.run(UTILITY, async (tx) => {
      await vault.issueTokens.execute(tx, [request]);
      throw new Error('power cut');
    });
    await expect(dying).rejects.toThrow('power cut');
    expect(await identifiersOf(request.meterPan)).toEqual([]);
    expect(await issued(request.requestId)).toEqual([]);

    await vault.issue([request]);

    expect(await identifiersOf(request.meterPan)).toEqual([tokenIdentifierAt(clock.now(), 2014)]);
  });

  it('issues once when the database connection is killed between the encryption and the commit', async () => {
    const request = tokenRequest(newMeter());
    killNextTransaction = true;

    await expect(vault.issue([request])).rejects.toThrow();
    expect(await identifiersOf(request.meterPan)).toEqual([]);
    await vault.issue([request]);

    expect(await identifiersOf(request.meterPan)).toHaveLength(1);
    expect(await issued(request.requestId)).toHaveLength(1);
  });

  it('marks EA07 tokens of the sample tables', async () => {
    const request = tokenRequest({ ...newMeter(), encryptionAlgorithm: 'EA07' });

    await vault.issue([request]);

    expect(await issued(request.requestId)).toMatchObject([{ sampleTables: true }]);
  });

  it('notes the first use of a key on a day in the audit log', async () => {
    const before = clock.now();
    clock.set('2026-12-01T08:00:00Z');
    await vault.issue([tokenRequest(newMeter())]);
    await vault.issue([tokenRequest(newMeter())]);
    clock.set(before);

    const { rows } = await vault.owner.query<{ at: Date }>(
      `select at from audit_entry where utility = 'acme' and action = 'vending-key.first-used-today' and at >= '2026-12-01'`,
    );
    expect(rows).toHaveLength(1);
  });
});

async function issueTo(meter: ReturnType<typeof newMeter>) {
  const request = tokenRequest(meter);
  await vault.issue([request]);
  return request;
}

describe('the database', () => {
  beforeAll(async () => {
    const { requestId, meterNumber } = await issueTo(newMeter());
    const [answer] = await issued(requestId);
    await vault.verifyToken.execute(custodian(1), { meterNumber, token: answer!.tokens[0]!.token, description: {} });
    await vault.get(SignAuditHeads).execute();
  });

  it('is the second lock against a repeated identifier', async () => {
    const request = tokenRequest(newMeter());
    await vault.issue([request]);
    await vault.owner.query(`alter table token_identifier_counter disable trigger user`);
    await vault.owner.query(`update token_identifier_counter set last_issued = null where meter_pan = $1`, [request.meterPan]);
    await vault.owner.query(`alter table token_identifier_counter enable trigger user`);

    await expect(vault.issue([tokenRequest({ ...request, requestId: randomUUID() })])).rejects.toThrow(/issued_token_identifier/);
  });

  it('lets a meter’s identifiers only rise, and forgets none', async () => {
    const { meterPan } = await issueTo(newMeter());

    for (const change of ['last_issued = last_issued - 1', 'last_issued = null', `meter_pan = 'x'`]) {
      const set = vault.owner.query(`update token_identifier_counter set ${change} where meter_pan = $1`, [meterPan]);
      await expect(set).rejects.toMatchObject({ code: '23001' });
    }
    await expect(vault.owner.query(`delete from token_identifier_counter where meter_pan = $1`, [meterPan])).rejects.toMatchObject({
      code: '23001',
    });
  });

  it.each(['token_answer', 'issued_token', 'key_use', 'audit_entry', 'audit_checkpoint', 'token_verification'])(
    'lets nobody change or empty %s',
    async (table) => {
      for (const statement of [`update ${table} set utility = utility`, `delete from ${table}`]) {
        await expect(vault.owner.query(statement)).rejects.toThrow(/only grows/);
        await expect(vault.unitOfWork.run(UTILITY, (tx) => sql(tx, statement))).rejects.toThrow(/permission denied/);
      }
      await expect(vault.owner.query(`truncate ${table} cascade`)).rejects.toThrow(/only grows/);
    },
  );
});
