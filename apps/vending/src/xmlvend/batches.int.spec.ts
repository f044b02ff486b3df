import { type Message, profiles, type Value } from '@openprepay/xmlvend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';
import { startTill, type Till } from '../../test/xmlvend-till.js';

let service: VendingService;
beforeAll(async () => {
  service = await startVendingService();
  await service.publishDefaultTariff();
});
afterAll(() => service.stop());

const start = (till: Till, type: 'StartShiftBatchReq' | 'StartAllBatchesReq'): Message => ({
  element: 'startBatchReq',
  body: { type, ...till.asked() },
});
const total = (till: Till, type: 'TotalShiftBatchReq' | 'TotalAllBatchesReq'): Message => ({
  element: 'totalBatchReq',
  body: { type, ...till.asked() },
});
const end = (till: Till, type: 'EndShiftBatchReq' | 'EndAllBatchesReq'): Message => ({
  element: 'endBatchReq',
  body: { type, ...till.asked() },
});
const reprint = (till: Till, seqNo?: string): Message => ({
  element: 'reprintEndBatchReq',
  body: { type: 'ReprintEndShiftBatchReq', ...till.asked(), ...(seqNo !== undefined && { seqNo }) },
});

/** What a batch says of two sales, one of 100 and one of 50.50. */
const comesTo = (type: 'ShiftBatch' | 'SalesBatch' | 'BankBatch', seqNo: string, till: Till) => ({
  type,
  seqNo,
  batchTot: { value: '150.50', symbol: 'KES' },
  batchReport: {
    operatorTotal: [{ opName: `terminal ${till.terminalId}`, amt: { value: '150.50' } }],
    payTypeTotal: [{ type: 'CashTotal', amt: { value: '150.50' } }],
    txTotal: [{ type: 'NormalSaleTotal', amt: { value: '150.50' } }],
    resTot: [{ type: 'ElectricityTotal', units: { value: '150.5', siUnit: 'kWh' } }],
  },
});

describe.each(profiles)('by the profile %s', (profile) => {
  it('a till starts, totals, ends and reprints the batch that REST sees', async () => {
    const till = await startTill(service, '1000.00');
    const meterNumber = await service.meter();
    const started = await till.ask(profile, start(till, 'StartShiftBatchReq'));
    expect(started.message.body).toMatchObject({ startedBatch: { type: 'ShiftStartBatch', seqNo: '1' } });
    await till.sold(profile, { meterNumber });
    await till.sold(profile, { meterNumber, amount: '50.50' });

    const totalled = await till.ask(profile, total(till, 'TotalShiftBatchReq'));
    const ended = await till.ask(profile, end(till, 'EndShiftBatchReq'));
    await till.sold(profile, { meterNumber });
    const again = await till.ask(profile, reprint(till));

    expect(totalled.message.body).toMatchObject({ totalBatch: [comesTo('ShiftBatch', '1', till)] });
    expect(ended.message.body).toMatchObject({ endBatch: comesTo('ShiftBatch', '1', till) });
    const { endBatch } = ended.message.body as { readonly endBatch: Value<'Batch'> };
    expect(again.message.body).toMatchObject({ endBatchReprint: { endBatch } });
    expect((await till.ask(profile, reprint(till, '1'))).message.body).toMatchObject({ endBatchReprint: { endBatch } });
    const listed = await service.call('GET', `/v1/batches?terminalId=${till.terminalId}`, { as: till.vendor });
    expect(listed.body.items).toMatchObject([{ kind: 'shift', number: 1, state: 'closed' }]);
    const report = await service.call('GET', `/v1/batches/${listed.body.items[0].batchId}`, { as: till.vendor });
    expect(report.body.totals).toMatchObject([{ vends: 2, amount: '150.50' }]);
  });

  it('all three are one within the other, and a sale is in each', async () => {
    const till = await startTill(service, '1000.00');
    const meterNumber = await service.meter();
    const started = await till.ask(profile, start(till, 'StartAllBatchesReq'));
    expect(started.message.body).toMatchObject({
      startedBatch: { type: 'BankStartBatch', salesStartBatch: [{ shiftStartBatch: [{ seqNo: '1' }] }] },
    });
    await till.sold(profile, { meterNumber });
    await till.sold(profile, { meterNumber, amount: '50.50' });

    const { message } = await till.ask(profile, total(till, 'TotalAllBatchesReq'));
    expect(message.body).toMatchObject({
      totalBatch: [comesTo('BankBatch', '1', till), comesTo('SalesBatch', '1', till), comesTo('ShiftBatch', '1', till)],
    });
    const ended = await till.ask(profile, end(till, 'EndAllBatchesReq'));
    expect(ended.message.body).toMatchObject({
      endBatch: { type: 'BankBatch', salesBatch: [{ seqNo: '1', shiftBatch: [{ batchTot: { value: '150.50' } }] }] },
    });
  });

  it('what is not open is not ended or totalled, and what is open is not started again', async () => {
    const till = await startTill(service, '1000.00');

    expect((await till.refused(profile, total(till, 'TotalAllBatchesReq'))).fault?.fault.type).toBe('CheckBatchTotalEx');
    expect((await till.refused(profile, end(till, 'EndAllBatchesReq'))).fault?.fault.type).toBe('EndBatchEx');
    expect((await till.refused(profile, reprint(till))).fault?.fault.type).toBe('ReprintEndBatchEx');
    expect((await till.refused(profile, reprint(till, '-1'))).fault?.fault.type).toBe('ReprintEndBatchEx');
    await till.ask(profile, start(till, 'StartShiftBatchReq'));
    expect((await till.refused(profile, start(till, 'StartShiftBatchReq'))).fault?.fault.type).toBe('StartBatchEx');
    const rest = await till.ask(profile, start(till, 'StartAllBatchesReq'));
    expect(rest.message.body).toMatchObject({ startedBatch: { type: 'BankStartBatch', salesStartBatch: [{ seqNo: '1' }] } });
  });
});
