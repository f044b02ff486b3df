import type { Message, ProfileName, Value } from '../src/index.js';

/** One golden message: what it is, in which profiles, and what it says. */
export interface Golden {
  readonly name: string;
  readonly only?: readonly ProfileName[];
  readonly message: Message;
}

export const asked = {
  clientID: { type: 'EANDeviceID', ean: '0000000000017' },
  terminalID: { type: 'GenericDeviceID', id: 'T-01' },
  msgID: { dateTime: '20261102081500', uniqueNumber: '4711' },
  authCred: { opName: 'T-01', password: 'made-for-the-corpus' },
} as const satisfies Value<'BaseReq'> extends infer B ? Omit<Extract<B, { type: 'BaseReq' }>, 'type'> : never;

export const kes = (value: string): Value<'Currency'> => ({ value, symbol: 'KES' });
const byNumber = { meterIdentifier: { type: 'MeterNumber', msno: '01234567897' } } as const satisfies Value<'VendIDMethod'>;
const idMethod = { type: 'VendIDMethod', ...byNumber } as const;
const vend = { ...asked, resource: { type: 'Electricity' }, idMethod: byNumber } as const;
export const detail = {
  ti: '07',
  msno: '01234567897',
  sgc: '123456',
  krn: '1',
  meterType: { at: '07', tt: '02' },
} as const satisfies Omit<Extract<Value<'MeterDetail'>, { type: 'MeterDetail' }>, 'type'>;
const token = { type: 'STS1Token', stsCipher: '12345678901234567890' } as const;
const purchaseValue = { type: 'PurchaseValueCurrency', amt: kes('100.00') } as const;
const payType = { type: 'Cash', tenderAmt: kes('100.00') } as const;

const sales: readonly Golden[] = [
  { name: 'confirm-customer', message: { element: 'confirmCustomerReq', body: { type: 'ConfirmCustomerReq', ...asked, idMethod } } },
  {
    name: 'confirm-customer-by-account',
    message: {
      element: 'confirmCustomerReq',
      body: {
        type: 'ConfirmCustomerReq',
        ...asked,
        idMethod: { type: 'CustIDMethod', custIdentifier: { type: 'CustAccountNo', accNo: 'ACC-1', organisation: 'Own values' } },
      },
    },
  },
  {
    name: 'confirm-meter',
    message: {
      element: 'confirmMeterReq',
      body: { type: 'ConfirmMeterReq', ...asked, idMethod: { meterIdentifier: { type: 'ExtMeterDetail', ...detail, useSTT: false } } },
    },
  },
  {
    name: 'trial-credit-vend',
    message: { element: 'trialCreditVendReq', body: { type: 'TrialCreditVendReq', ...vend, purchaseValue, payType } },
  },
  { name: 'credit-vend', message: { element: 'creditVendReq', body: { type: 'CreditVendReq', ...vend, purchaseValue, payType } } },
  {
    name: 'credit-vend-for-units',
    message: {
      element: 'creditVendReq',
      body: { type: 'CreditVendReq', ...vend, purchaseValue: { type: 'PurchaseValueUnits', units: { value: '10.0', siUnit: 'kWh' } } },
    },
  },
  {
    name: 'free-issue',
    message: { element: 'freeIssueReq', body: { type: 'FreeIssueReq', ...vend, Units: { value: '5.0', siUnit: 'kWh' }, ReasonCode: '2' } },
  },
  { name: 'free-basic', message: { element: 'fbeReq', body: { type: 'FBEReq', ...vend } } },
  {
    name: 'credit-transfer',
    message: {
      element: 'meterCreditTransferReq',
      body: {
        type: 'MeterCreditTransferReq',
        ...vend,
        chgOutUnits: { units: { value: '12.5', siUnit: 'kWh' } },
        creditTransferDetail: { oldMSNO: '00000000013', refNo: 'CHG-1' },
      },
    },
  },
  {
    name: 'cancel-vend',
    message: { element: 'cancelVendReq', body: { type: 'CancelVendReq', ...vend, token: { stsCipher: token.stsCipher } } },
  },
  {
    name: 'pay-account',
    message: {
      element: 'payAccReq',
      body: { type: 'PayAccReq', ...asked, reqAmt: kes('20.00'), payType, payAccount: { type: 'DebtRecovery', idMethod: idMethod } },
    },
  },
  { name: 'reprint', message: { element: 'reprintReq', body: { type: 'ReprintReq', ...asked, idMethod } } },
  { name: 'verify', message: { element: 'verifyReq', body: { type: 'VerifyReq', ...asked, token, idMethod: byNumber } } },
  {
    name: 'last-response',
    message: {
      element: 'adviceReq',
      body: { type: 'LastRespAdviceReq', ...asked, adviceReqMsgID: { dateTime: '20261102081400', uniqueNumber: '4710' } },
    },
  },
  {
    name: 'confirmation',
    message: {
      element: 'adviceReq',
      body: { type: 'ConfirmationAdviceReq', ...asked, adviceReqMsgID: { dateTime: '20261102081400', uniqueNumber: '4710' }, payType },
    },
  },
  {
    name: 'reversal',
    message: {
      element: 'adviceReq',
      body: { type: 'ReversalAdviceReq', ...asked, adviceReqMsgID: { dateTime: '20261102081400', uniqueNumber: '4710' } },
    },
  },
];

const meters: readonly Golden[] = [
  {
    name: 'update-meter-key',
    message: { element: 'updateMeterKeyReq', body: { type: 'UpdateMeterKeyReq', ...asked, idMethod: { type: 'MeterDetail', ...detail } } },
  },
  ...(['ClearCreditReq', 'ClearTamperReq', 'DefCreditReq'] as const).map((type): Golden => ({
    name: type,
    message: { element: 'meterSpecificEngReq', body: { type, ...vend } },
  })),
  ...(['PwrLmtReq', 'PhUnbalReq'] as const).map((type): Golden => ({
    name: type,
    message: { element: 'meterSpecificEngReq', body: { type, ...vend, pwrLmt: { value: '4000', siUnit: 'W' } } },
  })),
  {
    name: 'EngKCTReq',
    message: {
      element: 'meterSpecificEngReq',
      body: {
        type: 'EngKCTReq',
        ...vend,
        kctData: { fromSGC: '123456', fromKRN: '1', fromTI: '07', toSGC: '123456', toKRN: '2', toTI: '07' },
      },
    },
  },
  {
    name: 'SetWaterFactorReq',
    message: { element: 'meterSpecificEngReq', body: { type: 'SetWaterFactorReq', ...vend, waterFactor: '10' } },
  },
  ...(
    [
      'TestAllReq',
      'TestBreakerReq',
      'TestDisplayReq',
      'TestDispenserReq',
      'DispConsTotReq',
      'DispKRNReq',
      'DispTIReq',
      'DispPwrLmtReq',
      'DispTamperReq',
      'DispInstPwrReq',
      'DispPhUnbalanceReq',
      'DispVerReq',
      'DispRegistersReq',
      'MenuAccessReq',
    ] as const
  ).map((type): Golden => ({
    name: type,
    message: { element: 'nonMeterSpecificEngReq', body: { type, ...asked, meterType: { at: '07', tt: '02' }, manufacturerCode: '99' } },
  })),
  {
    name: 'report-fault',
    message: {
      element: 'custReportFaultReq',
      body: {
        type: 'CustReportFaultReq',
        ...asked,
        custDetail: { type: 'CustDetail', name: 'A. Customer', accNo: 'ACC-1' },
        custFaultReport: { type: 'MeterFaultReport', desc: 'The display stays dark', meterInfo: byNumber },
      },
    },
  },
];

const offices: readonly Golden[] = [
  { name: 'deposit', message: { element: 'depositReq', body: { type: 'DepositReq', ...asked } } },
  { name: 'reprint-deposit', message: { element: 'reprintDepReq', body: { type: 'ReprintDepositReq', ...asked } } },
  { name: 'vendor-statement', message: { element: 'vendorStatementReq', body: { type: 'VendorStatementReq', ...asked } } },
  ...(['StartSalesBatchReq', 'StartShiftBatchReq', 'StartBankBatchReq', 'StartAllBatchesReq'] as const).map((type): Golden => ({
    name: type,
    message: { element: 'startBatchReq', body: { type, ...asked } },
  })),
  ...(['TotalSalesBatchReq', 'TotalShiftBatchReq', 'TotalBankBatchReq', 'TotalAllBatchesReq'] as const).map((type): Golden => ({
    name: type,
    message: { element: 'totalBatchReq', body: { type, ...asked } },
  })),
  ...(['EndSalesBatchReq', 'EndShiftBatchReq', 'EndBankBatchReq', 'EndAllBatchesReq'] as const).map((type): Golden => ({
    name: type,
    message: { element: 'endBatchReq', body: { type, ...asked } },
  })),
  {
    name: 'ReprintEndShiftBatchReq',
    message: { element: 'reprintEndBatchReq', body: { type: 'ReprintEndShiftBatchReq', ...asked, seqNo: '12' } },
  },
  { name: 'login', only: ['hexing'], message: { element: 'loginReq', body: { type: 'LoginReq', ...asked } } },
  {
    name: 'server-state',
    only: ['conlog'],
    message: { element: 'vendingServerStateReq', body: { type: 'GetVendingServerStateReq', ...asked } },
  },
  {
    name: 'merchant-deposit',
    only: ['conlog'],
    message: {
      element: 'makeMerchantDepositReq',
      body: { type: 'MakeMerchantDepositReq', ...asked, AmountDeposited: '500.00', DepositReferenceNumber: 'DEP-1' },
    },
  },
  {
    name: 'cmft',
    only: ['conlog'],
    message: { element: 'cmftReq', body: { type: 'CmftReq', ...vend, CmftType: 'RemoteDisconnect', SGC: '123456', KeyRevNo: '1' } },
  },
];

export const requests: readonly Golden[] = [...sales, ...meters, ...offices];
