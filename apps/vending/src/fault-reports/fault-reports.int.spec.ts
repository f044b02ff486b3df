import { newMeterNumber } from '@openprepay/testing/meter';
import { type Message, profiles } from '@openprepay/xmlvend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startVendingService, type VendingService } from '../../test/service.js';
import { newMessageId, startTill, type Till } from '../../test/xmlvend-till.js';

const clerk = { roles: ['clerk'] as const };

let service: VendingService;
let till: Till;
beforeAll(async () => {
  service = await startVendingService();
  till = await startTill(service, '1000.00');
});
afterAll(() => service.stop());

const reportsOf = async (meterNumber: string) =>
  (await service.call('GET', `/v1/fault-reports?meterNumber=${meterNumber}`, { as: clerk })).body.items;
const custDetail = { type: 'CustDetail', name: 'A. Customer', contactNo: '555 0100', accNo: 'ACC-1' } as const;
const report = (msno: string, msgID = newMessageId()): Message => ({
  element: 'custReportFaultReq',
  body: {
    type: 'CustReportFaultReq',
    ...till.asked(msgID),
    custDetail,
    custFaultReport: {
      type: 'MeterFaultReport',
      desc: 'The display\nstays dark\u202E',
      meterInfo: { meterIdentifier: { type: 'MeterNumber', msno } },
    },
  },
});

describe.each(profiles)('a till that speaks XMLVend by the profile %s', (profile) => {
  it('reports a fault once by a message, and is told where it is kept', async () => {
    const meterNumber = await service.meter();
    const msgID = newMessageId();

    const answers = [await till.ask(profile, report(meterNumber, msgID)), await till.ask(profile, report(meterNumber, msgID))];
    const advised = await till.ask(profile, till.advice('LastRespAdviceReq', msgID));

    const [kept, ...others] = await reportsOf(meterNumber);
    expect(others).toEqual([]);
    expect(kept).toMatchObject({
      kind: 'meter-fault-report',
      description: 'The display stays dark',
      customer: { name: 'A. Customer', contactNo: '555 0100', accountNumber: 'ACC-1' },
      door: 'xmlvend',
      vendorId: till.vendor.vendorId,
    });
    for (const answer of answers) expect(answer).toMatchObject({ message: { body: { custFaultLog: { refNo: kept.reportId } } } });
    expect(advised).toMatchObject({ message: { body: { lastResponse: { custFaultLog: { refNo: kept.reportId } } } } });
  });

  it('reports nothing of a meter that there is not, and the network without a meter', async () => {
    expect((await till.refused(profile, report(newMeterNumber()))).fault?.fault.type).toBe('UnknownMeterEx');
    const network: Message = {
      element: 'custReportFaultReq',
      body: { type: 'CustReportFaultReq', ...till.asked(), custFaultReport: { type: 'NetworkFaultReport', desc: 'A line is down' } },
    };
    const answer = await till.ask(profile, network);
    const { refNo } = (answer.message.body as { custFaultLog: { refNo: string } }).custFaultLog;
    const { body } = await service.call('GET', '/v1/fault-reports?limit=1', { as: clerk });
    expect(body.items).toMatchObject([{ reportId: refNo, kind: 'network-fault-report', description: 'A line is down' }]);
    expect(body.items[0].meterNumber).toBeUndefined();
  });
});

describe('fault reports', () => {
  it('are listed for the utility’s own people alone', async () => {
    expect((await service.call('GET', '/v1/fault-reports', { as: till.vendor })).status).toBe(403);
    const both = { ...till.vendor, roles: ['vendor', 'clerk'] as const };
    expect((await service.call('GET', '/v1/fault-reports', { as: both })).body.code).toBe('vending.staff_required');
    expect((await service.call('GET', '/v1/fault-reports', { as: { ...clerk, utility: 'other' } })).body.items).toEqual([]);
  });
});
