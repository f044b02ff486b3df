import { isPackable, packAmount, unpackAmount } from './amount.js';
import { type TokenCipher } from './cipher/token-cipher.js';
import { StsError } from './sts-error.js';
import { requireTokenIdentifier } from './token-identifier.js';
import { type TokenBody, sealBody } from './token-body.js';
import { requireField, requireRandom } from './token-fields.js';
import { type UndefinedToken, readUndefinedBody } from './undefined-token.js';

/** What all management tokens but key changes carry, so that each works once. */
interface Issued {
  /** 0..15, from the security module. */
  readonly random: number;
  readonly tokenIdentifier: number;
}

/** What a management token is made of; `kind` tells which. */
export type ManagementFields =
  | (Issued & { readonly kind: 'set-maximum-power-limit'; /** Rounded up to what the field holds. */ readonly watts: number })
  | (Issued & { readonly kind: 'clear-credit'; /** One of `CREDIT_REGISTERS`, 0xFFFF for all. */ readonly register: number })
  | (Issued & { readonly kind: 'set-tariff-rate'; /** 16 bits, whose meaning the standard leaves open. */ readonly rate: number })
  | (Issued & { readonly kind: 'clear-tamper-condition' })
  | (Issued & { readonly kind: 'set-maximum-phase-power-unbalance-limit'; readonly watts: number })
  | (Issued & { readonly kind: 'set-water-meter-factor'; /** 16 bits, whose meaning the standard leaves open. */ readonly factor: number })
  | (Issued & { readonly kind: 'extended-set'; /** 0..62 */ readonly tokenIndex: number; /** 10 bits. */ readonly controlValue: number })
  | (Issued & { readonly kind: 'extended-flag'; /** 9 bits. */ readonly flagIndex: number; readonly flagValue: 0 | 1 });

export type ManagementKind = ManagementFields['kind'];

/** Class 2 without the key change sections: limits, clearing, extended token set. */
export type ManagementToken = ManagementFields & { readonly tokenClass: 2; readonly subClass: number };

/** The subclass of each kind; the two extended kinds share one. */
export const MANAGEMENT_SUBCLASSES = {
  'set-maximum-power-limit': 0,
  'clear-credit': 1,
  'set-tariff-rate': 2,
  'clear-tamper-condition': 5,
  'set-maximum-phase-power-unbalance-limit': 6,
  'set-water-meter-factor': 7,
  'extended-set': 10,
  'extended-flag': 10,
} as const satisfies Record<ManagementKind, number>;

/** What a ClearCredit token's register names, by value. @source IEC 62055-41 6.3.13, Register */
export const CREDIT_REGISTERS = [
  'electricity',
  'water',
  'gas',
  'time',
  'electricity-currency',
  'water-currency',
  'gas-currency',
  'time-currency',
] as const;
/** The register value that clears them all. */
export const ALL_CREDIT_REGISTERS = 0xffff;

const MANAGEMENT_CLASS = 2;
const LARGEST_WORD = 0xffff;
const FLAG_TOKEN_INDEX = 63;
const LARGEST_CONTROL_VALUE = 0x3ff;
const LARGEST_FLAG_INDEX = 0x1ff;

/**
 * Makes a management token for one meter; key changes are `encodeKeyChangeSet`.
 *
 * @returns 20 digits
 * @throws {StsError} `sts.field_out_of_range`, `sts.amount_out_of_range` (watts), `sts.token_identifier_out_of_range`, `sts.token_kind_unknown`
 * @source IEC 62055-41 6.2.4, class 2: management; STS 202-5, extended token set
 */
export function encodeManagementToken(fields: ManagementFields, cipher: TokenCipher): string {
  return sealBody(managementBody(fields), cipher);
}

/** The body of a management token. @throws {StsError} as `encodeManagementToken` */
export function managementBody(fields: ManagementFields): TokenBody {
  const subClass = (MANAGEMENT_SUBCLASSES as Readonly<Record<string, number>>)[fields.kind];
  if (subClass === undefined) throw new StsError('sts.token_kind_unknown', 'not a kind of management token');
  requireRandom(fields.random);
  requireTokenIdentifier(fields.tokenIdentifier);
  return {
    tokenClass: MANAGEMENT_CLASS,
    high: ((subClass << 28) | (fields.random << 24) | fields.tokenIdentifier) >>> 0,
    payload: managementPayload(fields),
  };
}

/** Reads the body of a management token that is no key change section. */
export function readManagementBody(body: TokenBody): ManagementToken | UndefinedToken {
  const { payload } = body;
  const subClass = body.high >>> 28;
  const common = { tokenClass: 2, subClass, random: (body.high >>> 24) & 15, tokenIdentifier: body.high & 0xff_ffff } as const;
  switch (subClass) {
    case MANAGEMENT_SUBCLASSES['set-maximum-power-limit']:
      return { kind: 'set-maximum-power-limit', ...common, watts: unpackAmount(payload) };
    case MANAGEMENT_SUBCLASSES['clear-credit']:
      return isCreditRegister(payload) ? { kind: 'clear-credit', ...common, register: payload } : readUndefinedBody(body, 'range');
    case MANAGEMENT_SUBCLASSES['set-tariff-rate']:
      return { kind: 'set-tariff-rate', ...common, rate: payload };
    case MANAGEMENT_SUBCLASSES['clear-tamper-condition']:
      return payload === 0 ? { kind: 'clear-tamper-condition', ...common } : readUndefinedBody(body, 'format');
    case MANAGEMENT_SUBCLASSES['set-maximum-phase-power-unbalance-limit']:
      return { kind: 'set-maximum-phase-power-unbalance-limit', ...common, watts: unpackAmount(payload) };
    case MANAGEMENT_SUBCLASSES['set-water-meter-factor']:
      return { kind: 'set-water-meter-factor', ...common, factor: payload };
    case MANAGEMENT_SUBCLASSES['extended-set']: {
      const tokenIndex = payload >>> 10;
      return tokenIndex === FLAG_TOKEN_INDEX
        ? { kind: 'extended-flag', ...common, flagIndex: (payload >>> 1) & LARGEST_FLAG_INDEX, flagValue: payload & 1 ? 1 : 0 }
        : { kind: 'extended-set', ...common, tokenIndex, controlValue: payload & LARGEST_CONTROL_VALUE };
    }
    default:
      return readUndefinedBody(body, 'function');
  }
}

function managementPayload(fields: ManagementFields): number {
  switch (fields.kind) {
    case 'set-maximum-power-limit':
    case 'set-maximum-phase-power-unbalance-limit':
      if (!isPackable(fields.watts)) throw new StsError('sts.amount_out_of_range', 'a power limit is an integer from 0 to 18201624 watts');
      return packAmount(fields.watts);
    case 'clear-credit':
      if (!isCreditRegister(fields.register)) throw new StsError('sts.field_out_of_range', 'a register is 0 to 7, or 65535 for all');
      return fields.register;
    case 'set-tariff-rate':
      requireField('rate', fields.rate, LARGEST_WORD);
      return fields.rate;
    case 'clear-tamper-condition':
      return 0;
    case 'set-water-meter-factor':
      requireField('factor', fields.factor, LARGEST_WORD);
      return fields.factor;
    case 'extended-set':
      requireField('tokenIndex', fields.tokenIndex, FLAG_TOKEN_INDEX - 1);
      requireField('controlValue', fields.controlValue, LARGEST_CONTROL_VALUE);
      return (fields.tokenIndex << 10) | fields.controlValue;
    case 'extended-flag':
      requireField('flagIndex', fields.flagIndex, LARGEST_FLAG_INDEX);
      requireField('flagValue', fields.flagValue, 1);
      return (FLAG_TOKEN_INDEX << 10) | (fields.flagIndex << 1) | fields.flagValue;
  }
}

function isCreditRegister(register: number): boolean {
  return Number.isInteger(register) && ((register >= 0 && register < CREDIT_REGISTERS.length) || register === ALL_CREDIT_REGISTERS);
}
