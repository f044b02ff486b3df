import type { Message, Value } from '../src/index.js';
import { asked, detail, type Golden, kes } from './corpus-requests.js';

const answered = {
  clientID: asked.clientID,
  serverID: { type: 'GenericDeviceID', id: 'OP-1' },
  terminalID: asked.terminalID,
  reqMsgID: asked.msgID,
  respDateTime: '2026-11-02T08:15:01.250+03:00',
  dispHeader: 'Meter',
} as const;
const stood = {
  ...answered,
  utility: { name: 'Own Utility' },
  clientStatus: { availCredit: kes('950.00') },
  vendor: { name: 'Corner shop', address: '2 Market Street' },
} as const;
const token = { type: 'STS1Token', stsCipher: '12345678901234567890' } as const;
const issue = { desc: 'power limit', meterDetail: { type: 'MeterDetail', ...detail }, token } as const;
const test = { desc: 'meter test', meterType: { at: '07', tt: '02' }, token } as const;
const pwrLmt = { value: '4000', siUnit: 'W' } as const;
const set = {
  type: 'KCToken',
  set1stMeterKey: { stsCipher: '11111111111111111111' },
  set2ndMeterKey: { stsCipher: '22222222222222222222' },
} as const satisfies Value<'Token'>;

type Specific = Extract<Message, { element: 'meterSpecificEngResp' }>['body'];
const engineering: readonly Specific[] = [
  { type: 'ClearTamperResp', ...stood, clearTamper: issue },
  { type: 'PwrLmtResp', ...stood, pwrLmtToken: { ...issue, pwrLmt } },
  { type: 'PhUnbalResp', ...stood, phUnbalance: { ...issue, pwrLmt } },
  { type: 'SetWaterFactorResp', ...stood, waterFactor: { ...issue, waterFactor: '10' } },
  {
    type: 'EngKCTResp',
    ...stood,
    engKCToken: {
      ...issue,
      token: set,
      kctData: { fromSGC: '123456', fromKRN: '1', fromTI: '07', toSGC: '123456', toKRN: '2', toTI: '07' },
    },
  },
];

type Test = Extract<Message, { element: 'nonMeterSpecificEngResp' }>['body'];
const tests: readonly Test[] = [
  { type: 'TestBreakerResp', ...answered, testBreaker: test },
  { type: 'TestDisplayResp', ...answered, testDisp: test },
  { type: 'DispConsTotResp', ...answered, dispConsTot: test },
  { type: 'DispRegistersResp', ...answered, dispRegisters: test },
  { type: 'DispKRNResp', ...answered, dispKRN: test },
  { type: 'DispTIResp', ...answered, dispTI: test },
  { type: 'DispPwrLmtResp', ...answered, dispPwrLmt: test },
  { type: 'DispTamperResp', ...answered, dispTamper: test },
  { type: 'DispInstPwrResp', ...answered, dispInstPwr: test },
  { type: 'DispPhUnbalanceResp', ...answered, dispPhUnbalance: test },
  { type: 'DispVerResp', ...answered, dispVer: test },
];

/** What is answered of meters, and of sales that are taken back. */
export const meterAnswers: readonly Golden[] = [
  {
    name: 'cancel-vend',
    message: {
      element: 'cancelVendResp',
      body: {
        type: 'CancelVendResp',
        ...stood,
        cancelRefNo: '00000044',
        origTx: { receiptNo: '00000042', amt: kes('100.00'), tariff: { name: 'DOM' } },
      },
    },
  },
  {
    name: 'report-fault',
    message: {
      element: 'custReportFaultResp',
      body: {
        type: 'CustReportFaultResp',
        ...answered,
        custFaultLog: {
          refNo: 'F-1',
          custDetail: { type: 'CustDetail', name: 'A. Customer' },
          faultReport: { type: 'NetworkFaultReport', desc: 'A line is down' },
        },
      },
    },
  },
  {
    name: 'reprint-deposit',
    message: {
      element: 'reprintDepResp',
      body: {
        type: 'ReprintDepositResp',
        ...answered,
        reprint: [{ ...answered, depSlip: { bankingRefNo: 'V-1', amt: kes('500.00') } }],
      },
    },
  },
  ...engineering.map((body): Golden => ({ name: body.type, message: { element: 'meterSpecificEngResp', body } })),
  ...tests.map((body): Golden => ({ name: body.type, message: { element: 'nonMeterSpecificEngResp', body } })),
];
