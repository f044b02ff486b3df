import type { CreditTenths } from '@openprepay/quantities';
import { StsError, type StsErrorCode, encodeAmount, parseMeterPan } from '@openprepay/sts';
import { KeyManagementError, type KeyManagementErrorCode } from '../key-management-error.js';
import { type VendingKey, mayIssue, outsideOfIssue } from '../vending-keys/vending-key.js';
import type { TokenRequest } from './token-request.js';

/** Why no token was made; the code reaches the point of sale. */
export interface Refusal {
  readonly code: KeyManagementErrorCode | StsErrorCode;
  readonly reason: string;
}

export const refusal = (code: Refusal['code'], reason: string): Refusal => ({ code, reason });

/** The key that a request may use, or why there is none. */
export type KeyChoice = { readonly key: VendingKey } | { readonly refused: Refusal };

/** Whether `key`, the one of the request's revision, may make the request's tokens. */
export function chooseKey(request: TokenRequest, key: VendingKey | undefined): KeyChoice {
  const refused = refuseMeter(request) ?? refuseKey(request, key);
  // `refuseKey` is defined wherever `key` is not.
  return refused ? { refused } : { key: key! };
}

function refuseMeter(request: TokenRequest): Refusal | undefined {
  if (panMeterNumber(request.meterPan) !== request.meterNumber) {
    return refusal('key-management.meter_pan_mismatch', 'the PAN is not that of the meter number');
  }
  if (request.encryptionAlgorithm === 'EA11' && request.decoderKeyAlgorithm === 'DKGA02') {
    return refusal('key-management.algorithms_incompatible', 'DKGA02 makes 64-bit keys: EA11 needs DKGA04');
  }
  if (request.keyType !== 2 && request.keyType !== 3 && request.tokens.some(({ kind }) => kind === 'credit')) {
    return refusal('key-management.key_type_not_for_credit', `a meter with a key of type ${request.keyType} takes no credit`);
  }
  if (!request.tokens.every(saysOneThing)) {
    return refusal('key-management.token_request_invalid', 'credit has an amount and no value, a management token a value and no amount');
  }
  if (request.tokens.some(({ amountTenths }) => !fitsAmountField(amountTenths))) {
    return refusal('key-management.amount_out_of_range', 'the amount is more than one token holds');
  }
  return undefined;
}

/** What is not said would be made as 0: no watts, the first register. */
const saysOneThing = ({ kind, amountTenths, value }: TokenRequest['tokens'][number]): boolean =>
  kind === 'credit' ? value === undefined : value !== undefined && amountTenths === 0n;

function refuseKey(request: TokenRequest, key: VendingKey | undefined): Refusal | undefined {
  const { supplyGroupCode, keyRevision, baseDate, decoderKeyAlgorithm } = request;
  const name = `the key of supply group ${supplyGroupCode}, revision ${keyRevision},`;
  if (!key)
    return refusal('key-management.vending_key_unknown', `there is no key of supply group ${supplyGroupCode}, revision ${keyRevision}`);
  if (key.state === 'retired') return refusal('key-management.vending_key_retired', `${name} is retired`);
  if (!mayIssue(key.state)) return refusal('key-management.vending_key_not_active', `${name} is not active yet`);
  if (key.baseDate !== baseDate) return refusal('key-management.base_date_mismatch', `${name} counts from ${key.baseDate}`);
  if (key.decoderKeyAlgorithm !== decoderKeyAlgorithm) {
    return refusal('key-management.decoder_key_algorithm_mismatch', `${name} is for ${key.decoderKeyAlgorithm}`);
  }
  return undefined;
}

/**
 * The dates that a key's centre has set for it are kept, whatever its state.
 *
 * @throws {KeyManagementError} `key-management.vending_key_not_active` before the first, `key-management.key_issue_ended` after the last
 */
export function requireWithinIssue(key: VendingKey, now: Date): void {
  const outside = outsideOfIssue(key, now);
  if (outside === undefined) return;
  const name = `the key of supply group ${key.supplyGroupCode}, revision ${key.keyRevision},`;
  if (outside === 'early') {
    throw new KeyManagementError('key-management.vending_key_not_active', `${name} is used from ${key.activeFrom?.toISOString() ?? ''} on`);
  }
  throw new KeyManagementError('key-management.key_issue_ended', `${name} makes no tokens since ${key.issuedUntil?.toISOString() ?? ''}`);
}

/** The standard's own refusals that have a meaning of their own here; any other keeps the library's code. */
const ownCodes: Partial<Record<StsErrorCode, KeyManagementErrorCode>> = {
  'sts.key_expired': 'key-management.key_expired',
  'sts.token_identifier_exhausted': 'key-management.token_identifier_exhausted',
  'sts.token_identifier_out_of_range': 'key-management.base_date_in_future',
  'sts.amount_out_of_range': 'key-management.amount_out_of_range',
};

/** A failure that the point of sale can be told about; undefined for bugs and outages, which are not answers. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof StsError) return refusal(ownCodes[error.code] ?? error.code, error.message);
  if (error instanceof KeyManagementError) return refusal(error.code, error.message);
  return undefined;
}

function panMeterNumber(pan: string): string | undefined {
  try {
    return parseMeterPan(pan).meterNumber;
  } catch (error) {
    if (error instanceof StsError) return undefined;
    throw error;
  }
}

function fitsAmountField(amountTenths: CreditTenths): boolean {
  try {
    encodeAmount(amountTenths);
    return true;
  } catch (error) {
    if (error instanceof StsError) return false;
    throw error;
  }
}
