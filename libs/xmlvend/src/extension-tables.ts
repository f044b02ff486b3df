import type { TypeTable } from './type-table.js';

/** Conlog's extension of the base namespace. */
export const conlogTypes = {
  AMRTokenDeliveryMethod: { from: 'TokenDeliveryMethod', only: ['conlog'] },
  ArrayOfStep: { only: ['conlog'], has: { Step: 'Step*' } },
  Step: { only: ['conlog'], has: { units: 'Units?', rate: 'Currency?' } },
  StepTariffBreakdown: { from: 'TariffBreakdown', only: ['conlog'], has: { steps: 'ArrayOfStep?' } },
  StraightTariffBreakdown: { from: 'TariffBreakdown', only: ['conlog'], has: { rate: 'Currency?' } },
  TariffBaseRate: { only: ['conlog'], has: { '@symbol': 'string?', '@description': 'string?', '@value': 'decimal?' } },
  TariffBreakdown: { abstract: true, only: ['conlog'] },
  TokenDeliveryMethod: { abstract: true, only: ['conlog'] },
} as const satisfies TypeTable;

/** Eskom's extension of the base namespace. */
export const eskomBaseTypes = {
  AccNumEx: { from: 'BusinessRuleEx', only: ['conlog', 'itron'] },
  AccNumMeterLinkEx: { from: 'BusinessRuleEx', only: ['conlog', 'itron'] },
  AccTypeEx: { from: 'BusinessRuleEx', only: ['conlog', 'itron'] },
  DuplicateMsgIDEx: { from: 'BusinessRuleEx', only: ['conlog', 'itron'] },
  EngParameterEx: { from: 'BusinessRuleEx', only: ['conlog', 'itron'] },
  ExpiredMessageEx: { from: 'SystemEx', only: ['conlog', 'itron'] },
  GracePurchaseEx: { from: 'BusinessRuleEx', only: ['conlog', 'itron'] },
  IndeterminantLastResponseEx: { from: 'BusinessRuleEx', only: ['conlog', 'itron'] },
  MeterDataMisMatchEx: { from: 'BusinessRuleEx', only: ['conlog', 'itron'] },
  OtherDataEx: { from: 'BusinessRuleEx', only: ['conlog', 'itron'] },
  OverRecCredTokenIssue: { from: 'CreditTokenIssue', only: ['conlog', 'itron'] },
  ServeryBusyEx: { from: 'SystemEx', only: ['conlog', 'itron'] },
  UnknownMeterFBEEx: { from: 'BusinessRuleEx', only: ['conlog', 'itron'] },
} as const satisfies TypeTable;

/** Eskom's extension of the meter namespace. */
export const eskomMeterTypes = {
  ConvertedFrmConventional: { from: 'RecordMissingReason', only: ['conlog', 'itron'] },
  DataFault: { from: 'MeterFaultReport', abstract: true, only: ['conlog', 'itron'] },
  DeviceFault: { from: 'MeterFaultReport', abstract: true, only: ['conlog', 'itron'] },
  DisplayLightsButtons: { from: 'DeviceFault', only: ['conlog', 'itron'] },
  FireWaterDamage: { from: 'DeviceFault', only: ['conlog', 'itron'] },
  IncorrectSGC: { from: 'DataFault', only: ['conlog', 'itron'] },
  IncorrectTI: { from: 'DataFault', only: ['conlog', 'itron'] },
  KeepsTripping: { from: 'DeviceFault', only: ['conlog', 'itron'] },
  MeterChangedOut: { from: 'RecordMissingReason', only: ['conlog', 'itron'] },
  MeterDead: { from: 'DeviceFault', only: ['conlog', 'itron'] },
  NewInstallation: { from: 'RecordMissingReason', only: ['conlog', 'itron'] },
  NoTrip: { from: 'DeviceFault', only: ['conlog', 'itron'] },
  RecordMissing: { from: 'DataFault', only: ['conlog', 'itron'], has: { reason: 'RecordMissingReason?' } },
  RecordMissingReason: { abstract: true, only: ['conlog', 'itron'] },
  SeriousBoxDamage: { from: 'DeviceFault', only: ['conlog', 'itron'] },
  TokensNotWorking: { from: 'DeviceFault', only: ['conlog', 'itron'] },
} as const satisfies TypeTable;

/** Eskom's extension of the revenue namespace. */
export const eskomRevenueTypes = {
  Connection: { from: 'PayAccount', only: ['conlog', 'itron'] },
  ConnectionTx: { from: 'PayAccTx', only: ['conlog', 'itron'] },
  Conversion: { from: 'PayAccount', only: ['conlog', 'itron'] },
  ConversionTx: { from: 'PayAccTx', only: ['conlog', 'itron'] },
  CredLmtChg: { from: 'VendorStatementLineItem', only: ['conlog', 'itron'], has: { '@ref': 'string?' } },
  CredUpdate: { from: 'VendorStatementLineItem', abstract: true, only: ['conlog', 'itron'] },
  DepositCreditUpdate: { from: 'CredUpdate', only: ['conlog', 'itron'], has: { '@depositRefNo': 'string?', '@depositDate': 'dateTime?' } },
  ManualAdjCreditUpdate: { from: 'CredUpdate', only: ['conlog', 'itron'], has: { '@ref': 'string?' } },
  Tamper: { from: 'PayAccount', only: ['conlog', 'itron'] },
  TamperTx: { from: 'PayAccTx', only: ['conlog', 'itron'] },
  Upgrade: { from: 'PayAccount', only: ['conlog', 'itron'] },
  UpgradeTx: { from: 'PayAccTx', only: ['conlog', 'itron'] },
} as const satisfies TypeTable;
