import { randomUUID } from 'node:crypto';
import { TokenIssued, TokenRefused } from '@openprepay/contracts/key-management';
import { KeyChangeRequested } from '@openprepay/contracts/key-change-requests';
import { TokenRequested } from '@openprepay/contracts/vending';
import { systemClock } from '@openprepay/persistence/clock';
import { creditTenths } from '@openprepay/quantities';
import { eventually } from '@openprepay/testing/eventually';
import { UTILITY } from '@openprepay/testing/identity';
import { meterKeyData } from '@openprepay/testing/meter';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newMeter } from './answers.js';
import { describeAccess } from './served-access.js';
import { describeDates } from './served-dates.js';
import { describeRefusals } from './served-refusals.js';
import { admin, custodian1, custodian2, engineer, FIRST, KEY, newKey, SECOND, type Served } from './served.js';
import { type RunningVault, startVault } from './service.js';
import { METER_NUMBER, tokenRequest } from './vault.js';

let vault: RunningVault;
let keyId: string;
const answers: string[] = [];

const call: RunningVault['call'] = async (...args) => {
  const reply = await vault.call(...args);
  answers.push(reply.text);
  return reply;
};

beforeAll(async () => {
  vault = await startVault();
  await call('POST', '/v1/supply-groups', { as: admin, body: { supplyGroupCode: '600100', name: 'Town' } });
  const created = await call('POST', '/v1/supply-groups/600100/vending-keys', { as: custodian1, body: newKey });
  keyId = String(created.body['vendingKeyId']);
});
afterAll(() => vault.stop());

const served: Served = { vault: () => vault, call, keyId: () => keyId };

/** As vending's relay does. */
async function request(given: Parameters<typeof tokenRequest>[0] = {}, options: Parameters<RunningVault['publishAll']>[2] = {}) {
  const data = tokenRequest(given);
  await vault.publishAll(TokenRequested, [data], options);
  return data;
}

const outboxOf = async (requestId: string, count = 1) =>
  eventually(async () => {
    const { rows } = await vault.owner.query<{ type: string; value: string; published: boolean }>(
      `select type, value
       from (select id, type, value from outbox union all select id, type, value from outbox_sent) written
       where value like '%' || $1 || '%' order by id`,
      [requestId],
    );
    expect(rows.length).toBeGreaterThanOrEqual(count);
    return rows;
  });

/** How many sessions of the vault's wait for what another transaction has. */
async function waiting(): Promise<number> {
  const admin = new pg.Client({ connectionString: vault.postgres.adminUrl });
  await admin.connect();
  try {
    const { rowCount } = await admin.query(`select 1 from pg_stat_activity where datname = $1 and wait_event_type = 'Lock'`, [
      new URL(vault.database.url).pathname.slice(1),
    ]);
    return rowCount ?? 0;
  } finally {
    await admin.end();
  }
}

describe('the service', () => {
  it('takes a key from two custodians and sells with it', async () => {
    const half = await call('POST', `/v1/vending-keys/${keyId}/components`, { as: custodian1, body: { component: FIRST } });
    const again = await call('POST', `/v1/vending-keys/${keyId}/components`, { as: custodian1, body: { component: SECOND } });
    const whole = await call('POST', `/v1/supply-groups/600100/vending-keys/${keyId}/components`, {
      as: custodian2,
      body: { component: SECOND },
    });

    expect(half).toMatchObject({ status: 200, body: { state: 'draft', componentsEntered: 1, componentsExpected: 2 } });
    expect(again).toMatchObject({ status: 409, body: { code: 'key-management.custodian_repeated' } });
    expect(whole).toMatchObject({ status: 200, body: { state: 'active', kcv: expect.stringMatching(/^[0-9A-F]{6}$/) } });

    const eventId = systemClock.newId();
    const wanted = [
      { kind: 'credit', commodity: 'electricity', amountTenths: creditTenths(256n) },
      { kind: 'credit', commodity: 'water', amountTenths: creditTenths(15n) },
    ] as const;
    const asked = await request({ tokens: [...wanted] }, { ids: [eventId] });
    const [issued] = await outboxOf(asked.requestId);
    const { tokens } = JSON.parse(issued!.value) as { tokens: { token: string; tokenIdentifier: number }[] };
    const verified = await call('POST', '/v1/tokens/verify', {
      as: engineer,
      body: { meterNumber: METER_NUMBER, token: tokens[0]!.token },
    });
    expect(verified).toMatchObject({
      status: 200,
      body: {
        valid: true,
        tokenClass: 0,
        subClass: 0,
        tid: tokens[0]!.tokenIdentifier,
        units: { value: '25.6', unit: 'kWh' },
        keyRevision: 1,
        issuedHere: true,
      },
    });

    const water = await call('POST', '/v1/tokens/verify', { as: engineer, body: { meterNumber: METER_NUMBER, token: tokens[1]!.token } });
    expect(water).toMatchObject({ status: 200, body: { commodity: 'water', units: { value: '1.5', unit: 'm3' } } });

    // The same event again, and the same request in another event, are each answered with the same tokens.
    await request(asked, { ids: [eventId] });
    await request(asked);
    const repeated = await outboxOf(asked.requestId, 3);
    expect(repeated.map(({ value }) => (JSON.parse(value) as { tokens: unknown }).tokens)).toEqual([tokens, tokens, tokens]);
  });

  it('parks a request id that comes back with another content, and lets the meter buy on', async () => {
    const asked = await request();
    await outboxOf(asked.requestId);

    await request({ ...asked, tokens: [{ kind: 'credit', commodity: 'electricity', amountTenths: creditTenths(999n) }] });

    const parked = await eventually(async () => {
      const { body } = await call('GET', '/v1/parked-messages', { as: engineer });
      expect(body['items']).toHaveLength(1);
      return (body['items'] as { id: string; code: string }[])[0]!;
    });
    expect(parked.code).toBe('key-management.request_id_reused');
    const next = await request();
    await outboxOf(next.requestId);
    const discarding = await call('POST', `/v1/parked-messages/${parked.id}/discard`, { as: engineer, body: { reason: 'a test' } });
    expect(discarding).toMatchObject({ status: 202, body: { state: 'awaiting-approval' } });
    const second = { roles: ['operator'], username: 'operator' } as const;
    const discarded = await call('POST', `/v1/parked-messages/${parked.id}/approve`, { as: second });
    expect(discarded).toMatchObject({ status: 200, body: { state: 'discarded', discardRequestedBy: 'engineer', settledBy: 'operator' } });
  });

  it('answers a storm of requests, one token each', async () => {
    const requests = await Promise.all(Array.from({ length: 100 }, () => request()));

    await eventually(async () => {
      const { rows } = await vault.owner.query(`select 1 from issued_token where request_id = any($1::uuid[])`, [
        requests.map(({ requestId }) => requestId),
      ]);
      expect(rows).toHaveLength(100);
    });
  });

  it('makes a sale’s token while a campaign’s sets are being stored', async () => {
    const requestId = randomUUID();
    const { meterNumber, meterPan } = newMeter();
    const from = { ...meterKeyData, supplyGroupCode: '600100' };
    const elsewhere = new pg.Client({ connectionString: vault.database.ownerUrl });
    await elsewhere.connect();
    await elsewhere.query('begin');
    await elsewhere.query(
      `insert into key_change_answer (utility, request_id, digest, meter_number, meter_pan, refusal_code, refusal_reason, answered_at)
       values ($1, $2, '\\x01', $3, $4, 'none', 'none', now())`,
      [UTILITY, requestId, meterNumber, meterPan],
    );
    const change = { requestId, meterNumber, meterPan, from, to: { ...from, keyRevision: 2 }, requestedAt: new Date() };
    await vault.publishAll(KeyChangeRequested, [change]);
    await eventually(async () => expect(await waiting()).toBe(1));

    const sale = await request(newMeter());

    expect(await outboxOf(sale.requestId)).toMatchObject([{ type: TokenIssued.type }]);
    await elsewhere.query('rollback');
    await elsewhere.end();
    expect(await outboxOf(requestId)).toMatchObject([{ type: TokenRefused.type }]);
  });

  it('retires a key when one custodian asks and another approves, and takes it back the same way', async () => {
    const { body: made } = await call('POST', '/v1/supply-groups/600100/vending-keys', {
      as: custodian1,
      body: { ...newKey, keyRevision: 8, components: undefined, generate: true },
    });
    const path = `/v1/vending-keys/${String(made['vendingKeyId'])}`;
    const asked = await call('POST', `${path}/retire`, { as: custodian1, body: { reason: 'replaced' } });
    expect(asked).toMatchObject({ status: 202, body: { state: 'awaiting-approval', change: 'retire', reason: 'replaced' } });
    const decide = `/v1/vending-key-changes/${String(asked.body['changeId'])}`;

    expect(await call('POST', `${decide}/approve`, { as: custodian1 })).toMatchObject({
      status: 403,
      body: { code: 'key-management.second_person_required' },
    });
    expect(await call('POST', `${decide}/approve`, { as: { ...custodian2, roles: ['custodian', 'admin'] } })).toMatchObject({
      status: 403,
    });
    expect(await call('POST', `${decide}/approve`, { as: custodian2 })).toMatchObject({ status: 200, body: { state: 'done' } });
    expect(await call('GET', path, { as: engineer })).toMatchObject({ body: { state: 'retired' } });

    const back = await call('POST', `${path}/reactivate`, { as: custodian2 });
    expect(back).toMatchObject({ status: 202, body: { change: 'reactivate' } });
    await call('POST', `/v1/vending-key-changes/${String(back.body['changeId'])}/approve`, { as: custodian1 });
    expect(await call('GET', path, { as: engineer })).toMatchObject({ body: { state: 'active' } });
  });

  it('lists keys, supply groups and the audit log, and verifies the chain', async () => {
    const auditor = { roles: ['auditor'] } as const;
    const lists = await Promise.all(
      ['/v1/supply-groups', '/v1/vending-keys?state=active', '/v1/supply-groups/600100/vending-keys', '/v1/audit-log?limit=2'].map((path) =>
        call('GET', path, { as: auditor }),
      ),
    );

    for (const { status, body } of lists) expect([status, (body['items'] as unknown[]).length > 0]).toEqual([200, true]);
    const more = await call('GET', `/v1/audit-log?limit=2&cursor=${String(lists[3]!.body['nextCursor'])}`, { as: auditor });
    expect(more.body['items']).not.toEqual(lists[3]!.body['items']);
    expect(await call('GET', '/v1/audit-log/verify', { as: auditor })).toMatchObject({ status: 200, body: { valid: true } });
    expect(await call('GET', `/v1/vending-keys/${keyId}`, { as: auditor })).toMatchObject({ status: 200, body: { componentsEntered: 2 } });
  });
});

describeAccess(served);
describeRefusals(served);

describe('what is asked of it', () => {
  it('never repeats key material: neither in an answer nor in a log line', async () => {
    const { body } = await call('POST', '/v1/supply-groups/600100/vending-keys', { as: custodian1, body: { ...newKey, keyRevision: 7 } });
    const path = `/v1/vending-keys/${String(body['vendingKeyId'])}/components`;
    const planted = KEY.slice(0, 38);
    for (const attempt of [
      { component: KEY },
      { component: planted },
      { component: `${planted}zz` },
      { component: `${KEY}${KEY}${KEY}${KEY}` },
      { component: [KEY] },
      { component: { [KEY]: KEY } },
      { [KEY]: KEY },
      { component: SECOND, [KEY]: true },
      [KEY],
      KEY,
      `{"component":"${KEY}`,
      `{"component":${KEY}}`,
    ]) {
      await call('POST', path, { as: custodian1, body: attempt });
      await call('POST', path, { as: custodian2, body: attempt });
      await call('POST', path, { as: engineer, body: attempt });
    }
    await call('GET', '/v1/vending-keys', { as: custodian1 });
    await call('GET', '/v1/audit-log?limit=500', { as: custodian1 });

    const everything = [...answers, ...vault.logs].join('\n').toLowerCase();
    for (const secret of [KEY, FIRST, SECOND, planted]) {
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(Buffer.from(secret, 'hex').toString('base64').slice(0, 24).toLowerCase());
    }
    expect(vault.logs.length).toBeGreaterThan(0);
    expect(answers.every((text) => !text.includes('service.internal'))).toBe(true);
  });

  it('counts what it has answered', async () => {
    const { text } = await call('GET', '/metrics');

    expect(text).toMatch(/^openprepay_tokens_issued_total [1-9]/m);
  });

  it('describes itself', async () => {
    const { status, body } = await call('GET', '/v1/openapi.json');

    expect(status).toBe(200);
    expect(Object.keys(body['paths'] as object)).toContain('/api/key-management/v1/vending-keys/{vendingKeyId}/components');
  });
});

describeDates(served);
