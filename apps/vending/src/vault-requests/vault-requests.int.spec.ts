import { createHash, generateKeyPairSync, randomUUID, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { signedText } from '@openprepay/contracts/signed-request';
import { textOfWay } from '@openprepay/contracts/signed-together';
import { KeyChangeRequested } from '@openprepay/contracts/key-change-requests';
import { TokenRequestCancelled, TokenRequested } from '@openprepay/contracts/vending';
import { creditTenths } from '@openprepay/quantities';
import { meterPan } from '@openprepay/sts';
import { whileTaking } from '@openprepay/testing/broken-table';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeter } from '@openprepay/testing/meter';
import { rowsRead } from '@openprepay/testing/rows-read';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { KeyChangeRepository } from '../key-changes/key-change.repository.js';
import { OrderKeyChange } from '../key-changes/order-key-change.js';
import { ResendKeyChanges } from '../key-changes/resend-key-changes.js';
import { OrderToken } from '../token-orders/order-token.js';
import { TokenOrderRepository } from '../token-orders/token-order.repository.js';
import { ResendTokenOrders } from '../token-orders/resend-token-orders.js';
import { VendRepository } from '../vend/vend.repository.js';
import { RequestSigner } from './request-signer.js';
import { VaultRequests } from './vault-requests.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
let folder: string;
let vending: Vending;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'openprepay-signing-'));
  const signingKey = path.join(folder, 'signing.pem');
  writeFileSync(signingKey, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  vending = await startVending({ signingKey });
  await publishDefault(vending);
});
afterAll(async () => {
  await vending.stop();
  rmSync(folder, { recursive: true });
});

const meter = async () => (await vending.createMeter.execute(staff(), newMeter())).meterNumber;

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

function isSigned(
  event: Parameters<typeof signedText>[0],
  data: { readonly signature?: string | undefined; readonly signedWith?: readonly string[] | undefined },
): boolean {
  const text = signedText(event, UTILITY, data as never);
  const signed = data.signedWith ? textOfWay(text, data.signedWith, digestOf) : text;
  return verify(null, Buffer.from(signed), publicKey, Buffer.from(data.signature ?? '', 'base64url'));
}

it('signs all that it asks the vault for: sales, together and alone, orders, key changes, what takes one back, and each again', async () => {
  await Promise.all([1, 2, 3].map(async (nth) => vending.sell(await meter(), `a-signed-sale-${nth}`)));
  const reason = 'the cover was open';
  const key = { reason, idempotencyKey: 'a-signed-order' };
  await vending.get(OrderToken).execute(staff(), { ...key, meterNumber: await meter(), kind: 'clear-tamper-condition' });
  await vending.get(OrderKeyChange).execute(staff(), { ...key, meterNumber: await meter(), to: { keyRevision: 2 } });
  vending.clock.advance(86_400_000);
  await vending.resendTokenRequests.execute();
  await vending.get(ResendTokenOrders).execute();
  await vending.get(ResendKeyChanges).execute();
  const { vend } = await vending.sell(await meter(), 'a-signed-sale-4');
  vending.clock.advance(86_400_000);
  await vending.resendTokenRequests.execute();
  await vending.cancelVend.execute(staff(), { vendId: vend.vendId, reason });

  let signatures = 0;
  for (const event of [TokenRequested, TokenRequestCancelled, KeyChangeRequested] as const) {
    const asked = await vending.events(event);
    for (const { data } of asked) {
      expect(isSigned(event, data)).toBe(true);
      signatures++;
    }
  }
  expect(signatures).toBeGreaterThanOrEqual(13);
});

it('signs once what it asks in one transaction, and one request by itself', async () => {
  const requests = vending.get(VaultRequests);
  const wanted = [1, 2, 3].map(() => {
    const { keyData, meterNumber } = newMeter();
    const tokens = [{ kind: 'credit' as const, commodity: 'electricity' as const, amountTenths: creditTenths(10n) }];
    return { data: { ...keyData, meterNumber, meterPan: meterPan(meterNumber), requestId: randomUUID(), tokens, requestedAt: new Date() } };
  });
  await vending.run((tx) => requests.appendAll(tx, TokenRequested, wanted));
  await vending.run((tx) => requests.append(tx, TokenRequested, { ...wanted[0]!.data, requestId: randomUUID() }));

  const asked = (await vending.events(TokenRequested)).slice(-4).map(({ data }) => data);
  expect(asked.every((data) => isSigned(TokenRequested, data))).toBe(true);
  expect(new Set(asked.slice(0, 3).map(({ signature }) => signature)).size).toBe(1);
  expect(asked.map(({ signedWith }) => signedWith?.length)).toEqual([2, 2, 1, undefined]);
});

it('does not start with a key of another kind', () => {
  const file = path.join(folder, 'other.pem');
  writeFileSync(file, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }));

  expect(() => RequestSigner.open({ signingKeyFile: file })).toThrow('not Ed25519');
});

/** A sale, an order and a key change that the vault has not answered. */
async function waiting(utility: string): Promise<readonly string[]> {
  const made = async () => (await vending.createMeter.execute(staff(utility), newMeter())).meterNumber;
  const { vend } = await vending.sell(await made(), 'an-unanswered-sale', { utility });
  const key = { reason: 'the cover was open', idempotencyKey: 'an-unanswered-order' };
  const { order } = await vending
    .get(OrderToken)
    .execute(staff(utility), { ...key, meterNumber: await made(), kind: 'clear-tamper-condition' });
  const { change } = await vending
    .get(OrderKeyChange)
    .execute(staff(utility), { ...key, meterNumber: await made(), to: { keyRevision: 2 } });
  return [vend.vendId, order.orderId, change.keyChangeId];
}

it('asks again for what one utility has had no answer for, also where another’s cannot be asked for', async () => {
  const BROKEN = 'aaa';
  await publishDefault(vending, undefined, BROKEN);
  const [theirs, ours] = [await waiting(BROKEN), await waiting(UTILITY)];
  vending.clock.advance(86_400_000);
  const askedFor = async (requestIds: readonly string[]): Promise<readonly number[]> => {
    const asked = [...(await vending.events(TokenRequested)), ...(await vending.events(KeyChangeRequested))];
    return requestIds.map((requestId) => asked.filter(({ data }) => data.requestId === requestId).length);
  };
  const resend = async (): Promise<void> => {
    await vending.resendTokenRequests.execute();
    await vending.get(ResendTokenOrders).execute();
    await vending.get(ResendKeyChanges).execute();
  };

  await whileTaking(vending.owner, { table: 'outbox', only: `utility <> '${BROKEN}'` }, resend);
  expect([await askedFor(theirs), await askedFor(ours)]).toEqual([
    [1, 1, 1],
    [2, 2, 2],
  ]);

  await resend();
  expect([await askedFor(theirs), await askedFor(ours)]).toEqual([
    [2, 2, 2],
    [2, 2, 2],
  ]);
});

it('finds what a utility with little has had no answer for past very much of another’s, and reads none of that', async () => {
  const [MUCH, ENDED] = [500, 4_000];
  const failed = { state: 'failed', failure_code: 'none', failure_reason: 'none' };
  const settled = { ...failed, settled_at: vending.clock.now() };
  const UNANSWERED = [
    { table: 'vend', id: 'vend_id', ended: settled, repository: vending.get(VendRepository) },
    { table: 'token_order', id: 'order_id', ended: settled, repository: vending.get(TokenOrderRepository) },
    {
      ...{ table: 'key_change', id: 'key_change_id', ended: { ...failed, ended_at: vending.clock.now() } },
      repository: vending.get(KeyChangeRepository),
    },
  ] as const;
  for (const utility of ['much', 'little']) {
    await publishDefault(vending, undefined, utility);
    await waiting(utility);
  }
  for (const { table, id, ended } of UNANSWERED) {
    await vending.owner.query(
      `insert into ${table} select copy.* from ${table} one cross join generate_series(1, ${MUCH + ENDED}) nth
         cross join lateral jsonb_populate_record(one, case when nth <= ${MUCH} then '{}' else $1::jsonb end || jsonb_build_object('${id}', gen_random_uuid(),
           'idempotency_key', 'copy ' || nth${table === 'key_change' ? `, 'meter_number', 'copy ' || nth` : ''})) copy
        where one.utility = 'much'`,
      [JSON.stringify(ended)],
    );
    await vending.owner.query(`analyze ${table}`);
  }
  vending.clock.advance(86_400_000);
  const now = vending.clock.now();
  const since = { now, askedBefore: now, stuckBefore: now, stuckAskedBefore: now };

  for (const { table, repository } of UNANSWERED) {
    let found: readonly unknown[] = [];
    const looked = await vending.run(
      (tx) => rowsRead(tx, table, async () => (found = await repository.utilitiesWithUnanswered(tx, since))),
      ALL_UTILITIES,
    );
    expect(found.filter((utility) => ['much', 'little'].includes(`${utility as string}`))).toEqual(['little', 'much']);
    expect([table, looked < MUCH]).toEqual([table, true]);

    const read = await vending.run(
      (tx) => rowsRead(tx, table, async () => (found = await repository.takeUnanswered(tx, { ...since, limit: 500 }))),
      'little',
    );
    expect([table, found.length, read < 20]).toEqual([table, 1, true]);
  }
});
