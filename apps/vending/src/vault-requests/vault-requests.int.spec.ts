import { generateKeyPairSync, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { signedText } from '@openprepay/contracts/signed-request';
import { KeyChangeRequested } from '@openprepay/contracts/key-change-requests';
import { TokenRequestCancelled, TokenRequested } from '@openprepay/contracts/vending';
import { UTILITY } from '@openprepay/testing/identity';
import { newMeter } from '@openprepay/testing/meter';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { publishDefault, staff, startVending, type Vending } from '../../test/fixture.js';
import { OrderKeyChange } from '../key-changes/order-key-change.js';
import { ResendKeyChanges } from '../key-changes/resend-key-changes.js';
import { OrderToken } from '../token-orders/order-token.js';
import { ResendTokenOrders } from '../token-orders/resend-token-orders.js';
import { RequestSigner } from './request-signer.js';

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
      const text = Buffer.from(signedText(event, UTILITY, data as never));
      expect(verify(null, text, publicKey, Buffer.from(data.signature ?? '', 'base64url'))).toBe(true);
      signatures++;
    }
  }
  expect(signatures).toBeGreaterThanOrEqual(13);
});

it('does not start with a key of another kind', () => {
  const file = path.join(folder, 'other.pem');
  writeFileSync(file, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }));

  expect(() => RequestSigner.open({ signingKeyFile: file })).toThrow('not Ed25519');
});
