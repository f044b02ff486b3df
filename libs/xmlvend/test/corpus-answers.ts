import { type FaultName, faultOf, type FaultResponse, type Value } from '../src/index.js';
import { asked, detail, type Golden, kes } from './corpus-requests.js';

const answered = {
  clientID: asked.clientID,
  serverID: { type: 'GenericDeviceID', id: 'OP-1' },
  terminalID: asked.terminalID,
  reqMsgID: asked.msgID,
  respDateTime: '2026-11-02T08:15:01.250+03:00',
  dispHeader: 'Electricity|Sale',
  operatorMsg: '',
  custMsg: 'Thank you',
} as const;
const sold = {
  ...answered,
  utility: { name: 'Own Utility', address: '1 Grid Street', taxRef: 'T-1' },
  clientStatus: { availCredit: kes('950.00'), batchStatus: { banking: 'open', sales: 'open', shift: 'open' } },
  vendor: { name: 'Corner shop', address: '2 Market Street' },
  custVendDetail: { name: 'A. Customer', address: '3 Hill Road', accNo: 'ACC-1', locRef: 'N-1', daysLastPurchase: '9' },
} as const;

const meterDetail = { type: 'MeterDetail', ...detail } as const;
const token = { type: 'STS1Token', stsCipher: '12345678901234567890' } as const;
const keyChange = {
  type: 'KCToken',
  set1stMeterKey: { stsCipher: '11111111111111111111' },
  set2ndMeterKey: { stsCipher: '22222222222222222222' },
} as const satisfies Value<'Token'>;
const issued = {
  desc: 'Electricity',
  meterDetail,
  token,
  units: { value: '4.2', siUnit: 'kWh' },
  resource: { type: 'Electricity' },
} as const;

const saleParts = {
  receiptNo: '00000042',
  amt: kes('80.00'),
  tax: [{ type: 'VAT', rate: '16', amt: kes('11.03') }],
  creditTokenIssue: { type: 'SaleCredTokenIssue', ...issued },
  tariff: { name: 'DOM' },
} as const satisfies Value<'CreditVendTx'>;
const saleTx = { type: 'CreditVendTx', ...saleParts } as const satisfies Value<'Tx'>;
const serviceTx = { type: 'ServiceChrgTx', amt: kes('15.00'), accDesc: 'Standing charge * 1' } as const satisfies Value<'Tx'>;
const debtTx = { type: 'DebtRecoveryTx', amt: kes('5.00'), accDesc: 'Reconnection', balance: kes('45.00') } as const satisfies Value<'Tx'>;

const receipt = (...tx: readonly Value<'Tx'>[]): Value<'CreditVendReceipt'> => ({
  receiptNo: '00000042',
  transactions: { tx, tenderAmt: kes('100.00'), change: kes('0.00') },
});

const sale = { type: 'CreditVendResp', ...sold, creditVendReceipt: receipt(saleTx, serviceTx, debtTx) } as const;

export const answers: readonly Golden[] = [
  {
    name: 'confirm-customer',
    message: {
      element: 'confirmCustomerResp',
      body: {
        type: 'ConfirmCustomerResp',
        ...answered,
        confirmCustResult: [
          {
            custVendDetail: { accNo: 'ACC-1' },
            custVendConfig: { canVend: true, fbeDue: false, maxVendAmt: kes('10000.00'), minVendAmt: kes('1.00') },
            meterDetail,
            custAccountDetail: { accountStatus: { AccountStatus: [{ accountName: 'Reconnection', accountBalance: kes('45.00') }] } },
          },
        ],
      },
    },
  },
  {
    name: 'confirm-meter',
    message: { element: 'confirmMeterResp', body: { type: 'ConfirmMeterResp', ...answered, confirmMeterResult: { meterDetail } } },
  },
  {
    name: 'trial-credit-vend',
    message: {
      element: 'trialCreditVendResp',
      body: {
        type: 'TrialCreditVendResp',
        ...sold,
        creditVendReceipt: { transactions: { tx: [{ type: 'CreditVendTx', amt: kes('100.00'), tariff: { name: 'DOM' } }] } },
      },
    },
  },
  { name: 'credit-vend', message: { element: 'creditVendResp', body: sale } },
  {
    name: 'credit-vend-with-key-change',
    only: ['hexing'],
    message: {
      element: 'creditVendResp',
      body: {
        type: 'CreditVendResp',
        ...sold,
        creditVendReceipt: receipt({ ...saleTx, kcTokenIssue: { desc: 'Key change', token: keyChange } }),
      },
    },
  },
  {
    name: 'credit-vend-with-steps',
    only: ['conlog'],
    message: {
      element: 'creditVendResp',
      body: {
        type: 'CreditVendResp',
        ...sold,
        creditVendReceipt: receipt({
          ...saleTx,
          tariffBreakdown: {
            type: 'StepTariffBreakdown',
            steps: { Step: [{ units: { value: '4.2', siUnit: 'kWh' }, rate: kes('16.4214') }] },
          },
        }),
      },
    },
  },
  {
    name: 'free-basic',
    message: {
      element: 'fbeResp',
      body: {
        type: 'FBEResp',
        ...sold,
        creditVendReceipt: receipt({ ...saleTx, amt: kes('0.00'), creditTokenIssue: { type: 'FBECredTokenIssue', ...issued } }),
      },
    },
  },
  {
    name: 'credit-transfer',
    message: {
      element: 'meterCreditTransferResp',
      body: {
        type: 'MeterCreditTransferResp',
        ...sold,
        creditTransferDetail: { oldMSNO: '00000000013', refNo: 'CHG-1' },
        creditTransferTx: { ...saleParts, amt: kes('0.00'), creditTokenIssue: { type: 'MCTCredTokenIssue', ...issued } },
      },
    },
  },
  {
    name: 'pay-account',
    message: {
      element: 'payAccResp',
      body: { type: 'PayAccResp', ...sold, payAccReceipt: { receiptNo: '00000043', transactions: { tx: [debtTx] }, meterDetail } },
    },
  },
  { name: 'reprint', message: { element: 'reprintResp', body: { type: 'ReprintResp', ...answered, reprint: [sale] } } },
  {
    name: 'verify',
    message: {
      element: 'verifyResp',
      body: {
        type: 'VerifyResp',
        ...sold,
        creditVendTx: saleParts,
        tokenInfo: { type: 'STS1TokenInfo', tokenID: '17406855', transferAmt: '4.2', tokenClass: { credit: 'Electricity Token' } },
      },
    },
  },
  {
    name: 'last-response',
    message: {
      element: 'adviceResp',
      body: {
        type: 'LastRespAdviceResp',
        ...answered,
        adviceReqMsgID: { dateTime: '20261102081400', uniqueNumber: '4710' },
        lastResponse: sale,
      },
    },
  },
  { name: 'confirmation', message: { element: 'adviceResp', body: { type: 'ConfirmationAdviceResp', ...answered, txConfirmed: true } } },
  { name: 'reversal', message: { element: 'adviceResp', body: { type: 'ReversalAdviceResp', ...answered, txReversed: true } } },
  {
    name: 'update-meter-key',
    message: {
      element: 'updateMeterKeyResp',
      body: {
        type: 'UpdateMeterKeyResp',
        ...sold,
        updateMeterKey: {
          desc: 'Key change',
          meterDetail,
          token: keyChange,
          kctData: { fromSGC: '123456', fromKRN: '1', fromTI: '07', toSGC: '123456', toKRN: '2', toTI: '07' },
        },
      },
    },
  },
  {
    name: 'ClearCreditResp',
    message: {
      element: 'meterSpecificEngResp',
      body: { type: 'ClearCreditResp', ...sold, clearCredit: { desc: 'Clear credit', meterDetail, token } },
    },
  },
  {
    name: 'TestAllResp',
    message: {
      element: 'nonMeterSpecificEngResp',
      body: { type: 'TestAllResp', ...answered, testAll: { desc: 'Test all', meterType: { at: '07', tt: '02' }, token } },
    },
  },
  {
    name: 'deposit',
    message: {
      element: 'depositResp',
      body: {
        type: 'DepositResp',
        ...answered,
        depSlip: { bankingRefNo: 'V-1', header: 'Pay in by this reference', beneficiary: { accName: 'Own Utility' } },
      },
    },
  },
  {
    name: 'vendor-statement',
    message: {
      element: 'vendorStatementResp',
      body: {
        type: 'VendorStatementResp',
        ...answered,
        statement: {
          accNo: 'V-1',
          accBal: kes('950.00'),
          availCredit: kes('1150.00'),
          lineItem: [{ type: 'VendorStatementLineItem', desc: 'Deposit DEP-1', amt: kes('1000.00'), appliedDate: '2026-11-01T09:00:00Z' }],
        },
      },
    },
  },
  {
    name: 'StartShiftBatchResp',
    message: {
      element: 'startBatchResp',
      body: {
        type: 'StartBatchResp',
        ...answered,
        startedBatch: { type: 'ShiftStartBatch', seqNo: '12', started: '2026-11-02T06:00:00Z' },
      },
    },
  },
  {
    name: 'EndShiftBatchResp',
    message: {
      element: 'endBatchResp',
      body: {
        type: 'EndBatchResp',
        ...answered,
        endBatch: {
          type: 'ShiftBatch',
          seqNo: '12',
          started: '2026-11-02T06:00:00Z',
          ended: '2026-11-02T14:00:00Z',
          batchTot: kes('100.00'),
        },
      },
    },
  },
  {
    name: 'login',
    only: ['hexing'],
    message: {
      element: 'loginResp',
      body: { type: 'LoginResp', ...answered, user: { ID: 'T-01', CDUName: 'Corner shop', CDUBalance: '950.00' } },
    },
  },
];

/** What a refusal says, of one fault. */
export const faultResponse = (type: FaultName): FaultResponse => ({
  ...answered,
  dispHeader: 'Refused',
  fault: faultOf(type, '010038 no such meter'),
});
