import { randomUUID } from 'node:crypto';
import { TokenRequested } from '@openprepay/contracts/vending';
import { parseMeterNumber } from '@openprepay/sts';
import type { TestPrincipal } from '@openprepay/testing/identity';
import { sql } from '@openprepay/persistence/sql';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';
import { startTill, type Till } from '../../test/xmlvend-till.js';
import { SignInTerminal } from '../terminals/sign-in-terminal.js';
import { sandboxMeters } from './sandbox-meters.js';

const BOX = { utility: 'box', sandbox: true } as const;
const OPERATOR: TestPrincipal = { roles: ['operator'], ...BOX };

let service: VendingService;
let till: Till;
beforeAll(async () => {
  service = await startVendingService({ SANDBOX_SLOW_MS: '50', SANDBOX_SILENCE_MS: '100' });
  await service.publishDefaultTariff(BOX.utility);
  till = await startTill(service, '100000.00', BOX);
});
afterAll(() => service.stop());

const numberOf = (wanted: string): string => sandboxMeters.find(({ behaviour }) => behaviour === wanted)!.meterNumber;
const sell = (behaviour: string, as: TestPrincipal = { ...till.vendor, ...BOX }, key: string = randomUUID()) =>
  service.call('POST', '/v1/vends', {
    as,
    headers: { 'idempotency-key': key },
    body: { meterNumber: numberOf(behaviour), tender: { amount: '100.00', currency: 'KES' }, paymentMethod: 'cash' },
  });

const refusals = [
  ['unknown', 404, 'vending.meter_unknown', 'UnknownMeterEx'],
  ['blocked', 409, 'vending.meter_blocked', 'BlockedMeterEx'],
  ['wrong-check-digit', 400, 'vending.meter_number_invalid', 'MSNOCheckDigitEx'],
  ['below-minimum', 422, 'vending.tender_below_minimum', 'RequestAuthorisationEx'],
  ['float-empty', 409, 'vending.vendor_float_insufficient', 'VendorCreditEx'],
  ['duplicate', 422, 'vending.idempotency_key_reused', 'SystemEx'],
] as const;

describe('a sandbox', () => {
  it('lists its meters, whose numbers are as they should be but for the one that is not', async () => {
    const { body } = await service.call('GET', '/v1/sandbox/meters', { as: { roles: ['clerk'], ...BOX } });

    expect(body.items).toHaveLength(10);
    for (const { meterNumber, behaviour } of body.items) {
      const read = () => parseMeterNumber(meterNumber);
      if (behaviour === 'wrong-check-digit') expect(read).toThrow();
      else expect(read).not.toThrow();
    }
    expect(await service.call('GET', '/v1/sandbox/meters', { as: { roles: ['clerk'] } })).toMatchObject({
      status: 403,
      body: { code: 'vending.sandbox_required' },
    });
  });

  it.each(refusals)('has a meter that is %s, by REST and by XMLVend', async (behaviour, status, code, fault) => {
    expect(await sell(behaviour)).toMatchObject({ status, body: { code } });
    const refused = await till.refused('plain', till.sale({ meterNumber: numberOf(behaviour) }));
    expect(refused.fault?.fault.type).toBe(fault);
  });

  it('sells without asking the vault, says SANDBOX on its receipts, and pays out of its own float', async () => {
    const asked: unknown[] = [];
    await service.tail([TokenRequested.topic], ({ utility }) => void (utility === BOX.utility && asked.push(utility)));
    const { status, body } = await sell('sells');

    expect({ status, body }).toMatchObject({ status: 201, body: { state: 'completed', units: { value: '100.0' }, sampleTables: true } });
    expect(body.tokens[0].token).toMatch(/^\d{20}$/);
    const receipt = await service.call('GET', `/v1/vends/${body.vendId}/receipt`, { as: { ...till.vendor, ...BOX } });
    expect(receipt.text).toMatch(/^SANDBOX/);
    const { message } = await till.sold('plain', { meterNumber: numberOf('sells') });
    expect(message.body.custMsg).toContain('SANDBOX');
    const requests = await service
      .get(UnitOfWork)
      .run(ALL_UTILITIES, (tx) => sql(tx, `select 1 from vend where utility = 'box' and state = 'awaiting-token'`));
    expect([requests, asked]).toEqual([[], []]);
  });

  it('has a meter whose key change is due: its set goes in front of the credit', async () => {
    const { body } = await sell('key-change-due');

    expect(body.tokens).toMatchObject([{ kind: 'key-change', part: 1 }, { kind: 'key-change', part: 2 }, { kind: 'credit' }]);
  });

  it('has a slow meter, and a silent one whose sale the key finds', async () => {
    expect((await sell('slow')).status).toBe(201);
    const key = randomUUID();
    expect(await sell('silent', { ...till.vendor, ...BOX }, key)).toMatchObject({ status: 504, body: { code: 'vending.sandbox_silent' } });

    const found = await service.call('GET', `/v1/vends?idempotencyKey=${key}`, { as: { ...till.vendor, ...BOX } });
    expect(found).toMatchObject({ status: 200, body: { state: 'completed' } });
  });

  it('means nothing to a real utility: the numbers are nobody’s there', async () => {
    expect(await sell('sells', { roles: ['clerk'] })).toMatchObject({ status: 404, body: { code: 'vending.meter_unknown' } });
  });
});

describe('a terminal of a sandbox', () => {
  const create = async (as: TestPrincipal, outletId: string, body: object) =>
    service.call('POST', `/v1/outlets/${outletId}/terminals`, { as, body: { name: 'Till', ...body } });
  const outletOf = async (as: TestPrincipal): Promise<string> => {
    const vendor = await service.call('POST', '/v1/vendors', { as, body: { name: 'Shop' } });
    return (await service.call('POST', `/v1/vendors/${vendor.body.vendorId}/outlets`, { as, body: { name: 'Here' } })).body.outletId;
  };

  it('is called as its maker likes, once in the installation, and stays in the sandbox', async () => {
    const outletId = await outletOf(OPERATOR);
    const { status, body } = await create(OPERATOR, outletId, { terminalId: 'test', secret: 'test' });

    expect({ status, body }).toMatchObject({ status: 201, body: { signsInAs: 'test', secret: 'test' } });
    const signedIn = await service.get(SignInTerminal).execute({ terminalId: 'test', secret: 'test' });
    expect(signedIn.principal).toMatchObject({ subject: body.terminalId, utility: BOX.utility, sandbox: true });
    await expect(service.get(SignInTerminal).execute({ terminalId: 'test', secret: 'Test' })).rejects.toMatchObject({
      code: 'vending.terminal_not_authenticated',
    });
    const other: TestPrincipal = { roles: ['operator'], utility: 'other-box', sandbox: true };
    expect(await create(other, await outletOf(other), { terminalId: 'test', secret: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'vending.terminal_name_taken' },
    });
  });

  it('is so in a sandbox alone: a real utility’s secrets are nobody’s to choose', async () => {
    const operator: TestPrincipal = { roles: ['operator'] };
    const outletId = await outletOf(operator);

    for (const chosen of [{ terminalId: 'till' }, { secret: 'secret' }])
      expect(await create(operator, outletId, chosen)).toMatchObject({ status: 403, body: { code: 'vending.sandbox_required' } });
  });
});
