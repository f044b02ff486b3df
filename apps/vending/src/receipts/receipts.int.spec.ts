import { systemClock } from '@openprepay/persistence/clock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';

let service: VendingService;
beforeAll(async () => {
  service = await startVendingService({ VEND_WAIT_MS: '20000', PRICING_WAIT_MS: '20000' });
  await service.publishDefaultTariff();
});
afterAll(() => service.stop());

const as = { roles: ['operator'] as const, subject: 'ann', username: 'ann' };
const sell = async (vendorId?: string): Promise<string> => {
  const seller = vendorId === undefined ? {} : { vendorId };
  const body = { ...seller, meterNumber: await service.meter(), tender: { amount: '100.00', currency: 'KES' }, paymentMethod: 'cash' };
  const sold = await service.call('POST', '/v1/vends', { as, body, headers: { 'idempotency-key': systemClock.newId() } });
  expect(sold.status).toBe(201);
  return String(sold.body.vendId);
};
const receipt = (vendId: string, accept?: string, query = '') =>
  service.call('GET', `/v1/vends/${vendId}/receipt${query}`, { as, headers: accept === undefined ? {} : { accept } });

describe('the receipt of a vend', () => {
  it('is what was asked for: text unless something else was', async () => {
    const vendId = await sell();

    const [text, json, slip, sheet] = await Promise.all([
      receipt(vendId),
      receipt(vendId, 'application/json'),
      receipt(vendId, 'application/pdf'),
      receipt(vendId, 'application/pdf', '?paper=A4'),
    ]);

    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text.text).toMatch(/^RECEIPT \d{10}\n/);
    expect(json.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(json.body).toMatchObject({ vendId, units: { value: '100.0', unit: 'kWh' }, tokens: [{ entry: 1, kind: 'credit' }] });
    for (const pdf of [slip, sheet]) {
      expect(pdf.headers.get('content-type')).toBe('application/pdf');
      expect(pdf.text).toMatch(/^%PDF-/);
    }
    expect(sheet.text).not.toBe(slip.text);
    expect(await receipt(vendId, 'application/pdf', '?paper=A3')).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
  });

  it('says that it is a copy once one was handed out, and is none any more of a sale that was taken back', async () => {
    const [copied, reversed] = [await sell(), await sell()];

    const reprint = await service.call('POST', `/v1/vends/${copied}/reprint`, { as });
    expect(reprint).toMatchObject({ status: 200, body: { vendId: copied, reprints: 1, tokens: [{ kind: 'credit' }] } });
    expect((await receipt(copied)).text).toContain('COPY 1');

    const path = `/v1/vends/${reversed}/reversal`;
    const asked = await service.call('POST', path, { as, body: { reason: 'wrong meter' } });
    expect(asked).toMatchObject({ status: 202, body: { state: 'awaiting-approval' } });
    const approve = `/v1/reversals/${String(asked.body.reversalId)}/approve`;
    const second = { roles: ['operator'] as const, subject: 'ben', username: 'ben' };
    expect(await service.call('POST', approve, { as: second })).toMatchObject({ status: 200, body: { state: 'reversed' } });
    const repeated = await service.call('POST', path, { as, body: { reason: 'wrong meter' } });
    expect(repeated).toMatchObject({ status: 201, body: { reversalId: asked.body.reversalId, state: 'reversed' } });
    expect(repeated.headers.get('idempotency-replayed')).toBe('true');
    expect(await receipt(reversed)).toMatchObject({ status: 409, body: { code: 'vending.vend_not_completed' } });
    const vend = await service.call('GET', `/v1/vends/${reversed}`, { as });
    expect(vend.body).toMatchObject({ state: 'reversed', reversal: { reversalId: asked.body.reversalId } });
    expect(vend.body.tokens).toBeUndefined();
  });

  it('says whose it is as it was said when the sale was completed, on every paper', async () => {
    const issuer = { name: 'Lake Power', taxNumber: 'P051234567X' };
    const before = await sell();
    expect(await service.call('GET', '/v1/policies/receipts', { as })).toMatchObject({ status: 200, body: {} });
    expect(await service.call('PUT', '/v1/policies/receipts', { as, body: issuer })).toMatchObject({ status: 200, body: issuer });
    const after = await sell();
    const other = { taxNumber: 'P000000000Z' };
    await service.call('PUT', '/v1/policies/receipts', { as, body: other });

    expect((await receipt(after, 'application/json')).body).toMatchObject({ issuer });
    expect((await receipt(after)).text).toMatch(/^Lake Power\nTax number .*P051234567X\n/);
    expect((await receipt(after, 'application/pdf')).text).toMatch(/^%PDF-/);
    expect((await receipt(before, 'application/json')).body.issuer).toBeUndefined();
    expect((await service.call('GET', '/v1/policies/receipts', { as })).body).toEqual(other);
    expect(await service.call('PUT', '/v1/policies/receipts', { as: { ...as, roles: ['clerk'] }, body: issuer })).toMatchObject({
      status: 403,
    });
    expect((await service.call('GET', '/v1/policies/receipts', { as: { ...as, utility: 'elsewhere' } })).body).toEqual({});
  });

  it('has its vendor’s own tax number beside the utility’s, as it was said when the sale was completed', async () => {
    const { vendorId } = (await service.call('POST', '/v1/vendors', { as, body: { name: 'shop', floatLimit: '1000' } })).body;
    const path = `/v1/vendors/${String(vendorId)}/tax-number`;
    const before = await sell(vendorId);
    expect(await service.call('GET', path, { as })).toMatchObject({ status: 200, body: {} });
    const said = { taxNumber: 'V0099887766' };
    expect(await service.call('PUT', path, { as, body: said })).toMatchObject({ status: 200, body: said });
    const [after, others] = [await sell(vendorId), await sell()];
    await service.call('PUT', path, { as, body: {} });

    expect((await receipt(after, 'application/json')).body).toMatchObject({ vendorTaxNumber: 'V0099887766' });
    expect((await receipt(after)).text).toMatch(/^Vendor’s tax number +V0099887766$/m);
    for (const other of [before, others, await sell(vendorId)]) {
      expect((await receipt(other, 'application/json')).body.vendorTaxNumber).toBeUndefined();
    }
    expect((await service.call('GET', path, { as })).body).toEqual({});
    expect(await service.call('PUT', path, { as: { ...as, roles: ['clerk'] }, body: said })).toMatchObject({ status: 403 });
    const elsewhere = { as: { ...as, utility: 'elsewhere' }, body: said };
    expect(await service.call('PUT', path, elsewhere)).toMatchObject({ status: 404, body: { code: 'vending.vendor_unknown' } });
  });

  it('has a policy of reversals whose minutes belong to their mode', async () => {
    const policy = { mode: 'within-minutes', minutes: 30, approval: true };
    expect(await service.call('PUT', '/v1/policies/reversals', { as, body: policy })).toMatchObject({ status: 200, body: policy });
    expect(await service.call('GET', '/v1/policies/reversals', { as })).toMatchObject({ status: 200, body: policy });
    for (const body of [
      { mode: 'within-minutes', approval: true },
      { mode: 'never', minutes: 5, approval: true },
    ]) {
      expect(await service.call('PUT', '/v1/policies/reversals', { as, body })).toMatchObject({ status: 400 });
    }
  });
});
