import type { VendingErrorCode } from '@openprepay/contracts/http/vending';
import { type FaultName, hasFault, type ProfileName } from '@openprepay/xmlvend';

/** What is told in place of an answer: by which fault, and why. */
export interface Refusal {
  readonly refused: FaultName;
  readonly why: string;
  /** Ours, where there is one. */
  readonly code?: string;
  /** What was asked has begun, and how it ends is not known yet: by the same message again it is. */
  readonly underWay?: true;
}

export const refuse = (refused: FaultName, why: string, code?: string): Refusal => ({ refused, why, ...(code !== undefined && { code }) });

export const underWay = (refused: FaultName, why: string, code?: string): Refusal => ({ ...refuse(refused, why, code), underWay: true });

export const NOT_YET = underWay('IndeterminantLastResponseEx', 'the token is not there yet: send the same message again');

export const AWAITS_SECOND = underWay(
  'RequestAuthorisationEx',
  'a second person decides: send the same message again',
  'vending.second_person_required',
);

interface Telling {
  readonly fault: FaultName;
  /** What Hexing's clients look for. */
  readonly hexing?: string;
  /** What it says in place of REST's words, where those would mislead a till. */
  readonly why?: string;
}

/** How a till hears what REST says by a code. What is not here is refused by what the request may not do. */
const tellings: Partial<Record<VendingErrorCode, Telling>> = {
  'vending.terminal_not_authenticated': { fault: 'ClientIDAuthorisationEx', hexing: 'VD.01010001' },
  'vending.meter_number_invalid': { fault: 'MSNOCheckDigitEx', hexing: 'VD.01010004' },
  'vending.meter_unknown': { fault: 'UnknownMeterEx', hexing: 'VD.01010004' },
  'vending.meter_blocked': { fault: 'BlockedMeterEx' },
  'vending.vendor_float_insufficient': { fault: 'VendorCreditEx', hexing: 'VD.17020006' },
  'vending.tender_below_minimum': { fault: 'RequestAuthorisationEx', hexing: 'VD.13020116' },
  'vending.idempotency_key_reused': { fault: 'DuplicateMsgIDEx' },
  'vending.idempotency_key_expired': { fault: 'DuplicateMsgIDEx' },
  'vending.idempotency_key_closed': { fault: 'ExpiredMessageEx' },
  'vending.vend_not_found': { fault: 'LastResponseEx' },
  'vending.batch_open': { fault: 'StartBatchEx' },
  'vending.batch_closed': { fault: 'EndBatchEx' },
  'vending.token_refused': { fault: 'STSDataEx' },
  'vending.free_basic_not_due': { fault: 'FBEEx' },
  'vending.payment_exceeds_debt': { fault: 'DebtEx' },
  // The message may be one that has sold: it is looked at only once there is room.
  'vending.seller_busy': {
    fault: 'ServeryBusyEx',
    hexing: 'VD.17020008',
    why: 'too many sales of this vendor are waiting: send the same message again, or ask for the last response',
  },
  'vending.key_change_pending': { fault: 'ServeryBusyEx', hexing: 'VD.17020008' },
  'vending.key_change_due': { fault: 'STSDataEx' },
  'vending.key_change_nothing': { fault: 'UpdateMtrKeySameEx' },
  'vending.pricing_stale': { fault: 'ServeryBusyEx', hexing: 'VD.17020008' },
  'vending.pricing_unknown': { fault: 'ServeryBusyEx', hexing: 'VD.17020008' },
};

/** A coded failure as a till hears it. */
export function refusalOf({ code, message }: Error & { readonly code: string }): Refusal {
  const telling = tellings[code as VendingErrorCode];
  return refuse(telling?.fault ?? 'RequestAuthorisationEx', telling?.why ?? message, code);
}

/** What stands for a fault where a profile does not have it. */
const substitutes: Partial<Record<FaultName, FaultName>> = {
  // A sale stands under this message: whoever hears a plain refusal would sell again under another.
  DuplicateMsgIDEx: 'SystemEx',
  ExpiredMessageEx: 'RequestAuthorisationEx',
  IndeterminantLastResponseEx: 'SystemEx',
  ServeryBusyEx: 'SystemEx',
  EngParameterEx: 'RequestAuthorisationEx',
  MeterDataMisMatchEx: 'RequestAuthorisationEx',
};

export const faultIn = (profile: ProfileName, name: FaultName): FaultName =>
  hasFault(profile, name) ? name : (substitutes[name] ?? 'SystemEx');

/** Faults that the same request may not meet again: the till is not at fault. */
const OURS: ReadonlySet<FaultName> = new Set(['SystemEx', 'ServeryBusyEx', 'IndeterminantLastResponseEx']);
export const blames = (name: FaultName): 'sender' | 'receiver' => (OURS.has(name) ? 'receiver' : 'sender');

export const hexingCode = (code: string | undefined): string | undefined => tellings[code as VendingErrorCode]?.hexing;
