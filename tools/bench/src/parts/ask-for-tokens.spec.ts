import { generateKeyPairSync, verify } from 'node:crypto';
import { signedText } from '@openprepay/contracts/signed-request';
import { TokenRequested } from '@openprepay/contracts/vending';
import { expect, it } from 'vitest';
import { requestOf } from './ask-for-tokens.js';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const settled = {
  requestId: '01900000-0000-7000-8000-000000000001',
  meterNumber: '07000000017',
  meterPan: '600727070000000171',
  supplyGroupCode: '600100',
  keyType: 2,
  keyRevision: 1,
  tariffIndex: '01',
  encryptionAlgorithm: 'EA07',
  decoderKeyAlgorithm: 'DKGA02',
  baseDate: 2014,
  tokens: [{ kind: 'credit', commodity: 'electricity', amountTenths: '256' }],
  requestedAt: '2026-11-01T08:00:00.000Z',
  signature: 'A'.repeat(86),
  signedWith: ['A'.repeat(43)],
};
const sale = { vend_id: '01900000-0000-7000-8000-000000000002', meter_pan: '600727070000000254', meter_number: '07000000025' };

it('says what the copied request says, for another sale, with a signature of its own, though that was signed together with others', () => {
  const askedAt = new Date('2026-11-02T08:00:00.000Z');
  const value = requestOf({ utility: 'demo', value: JSON.stringify(settled) }, sale, { askedAt, key: privateKey });

  const request = TokenRequested.data.parse(JSON.parse(value));
  expect(request).toMatchObject({
    requestId: sale.vend_id,
    meterPan: sale.meter_pan,
    meterNumber: sale.meter_number,
    requestedAt: askedAt,
  });
  expect(request.tokens).toEqual(TokenRequested.data.parse(settled).tokens);
  expect(request.signedWith).toBeUndefined();
  const signature = Buffer.from(request.signature ?? '', 'base64url');
  expect(verify(null, Buffer.from(signedText(TokenRequested, 'demo', request)), publicKey, signature)).toBe(true);
});
