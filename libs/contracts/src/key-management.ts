import { BASE_DATES } from '@openprepay/sts';
import { z } from 'zod';
import { defineEvent } from './event.js';
import { closedEnum, openEnum } from './open-enum.js';
import * as wire from './wire.js';

/** A vending key changed its state; never carries key material, only its check value. */
export const VendingKeyChanged = defineEvent({
  type: 'key-management.vending-key.changed',
  topic: 'key-management.keys.v1',
  data: z.object({
    vendingKeyId: z.uuid(),
    supplyGroupCode: wire.supplyGroupCode,
    keyType: wire.keyType,
    keyRevision: wire.keyRevision,
    keyExpiry: wire.keyExpiry,
    baseDate: closedEnum(BASE_DATES, 'they are decades apart, each known long before the first key has it'),
    decoderKeyAlgorithm: openEnum(wire.decoderKeyAlgorithm.options, 'the key is kept, with its name'),
    state: openEnum(['draft', 'active', 'retiring', 'retired'], 'the key is kept and not used'),
    kcv: z.string().optional(),
    /** It makes no token before; never changes. */
    activeFrom: wire.instant.optional(),
    /** It makes no token from then on; never changes. */
    issuedUntil: wire.instant.optional(),
    changedAt: wire.instant,
  }),
  key: (data) => data.vendingKeyId,
});

/** A key in use ends soon: told 90, 30 and 7 days ahead, once each. */
export const VendingKeyExpiring = defineEvent({
  type: 'key-management.vending-key.expiring',
  topic: 'key-management.alarms.v1',
  data: z.object({
    vendingKeyId: z.uuid(),
    supplyGroupCode: wire.supplyGroupCode,
    keyRevision: wire.keyRevision,
    what: openEnum(['issued-until', 'key-expiry', 'base-date'], 'the warning is shown, with the name of what ends'),
    /** From then on the key makes no token. */
    endsAt: wire.instant,
    daysAhead: z.int().min(1),
    /** Meters on this key, as far as vending has told. */
    meters: z.int().min(0),
    toldAt: wire.instant,
  }),
  key: (data) => data.vendingKeyId,
});

/** Tokens that tell a meter something. They carry an identifier, so each works once. @source IEC 62055-41 6.2.4, class 2 */
export const managementKinds = [
  'set-maximum-power-limit',
  'clear-credit',
  'set-tariff-rate',
  'clear-tamper-condition',
  'set-maximum-phase-power-unbalance-limit',
  'set-water-meter-factor',
] as const;
export type ManagementKind = (typeof managementKinds)[number];

/** What a token is for. */
export const tokenKinds = ['credit', ...managementKinds] as const;
export type TokenKind = (typeof tokenKinds)[number];
export const issuedTokenKind = openEnum(tokenKinds, 'the token is kept, handed over and sent to the meter in its place');

/** The one number in a management token: watts (rounded up to what the field holds), the register of ClearCredit, a rate, a factor; 0 of one that says nothing. */
export const managementValue = z.int().min(0).max(18_201_624);

export const issuedToken = z.object({
  token: wire.tokenDigits,
  kind: issuedTokenKind,
  tokenIdentifier: z.int().min(0).max(0xffffff),
  /** What the Amount field holds: tenths of the commodity's unit (0.1 kWh, 0.1 m3, 0.1 min); 0 of a management token. */
  amountTenths: wire.creditTenths,
  /** What a management token says, as `managementValue`. */
  value: managementValue.optional(),
});
export type IssuedToken = z.output<typeof issuedToken>;

/** The vault's stored answer to a token request; asking again gives the same tokens. */
export const TokenIssued = defineEvent({
  type: 'key-management.token.issued',
  topic: 'key-management.tokens.v1',
  data: z.object({
    requestId: z.uuid(),
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    keyRevision: wire.keyRevision,
    tokens: z.array(issuedToken).min(1).max(20),
    /** True where the published sample tables encrypted an EA07 token: no field meter accepts it. */
    sampleTables: z.boolean(),
    issuedAt: wire.instant,
  }),
  key: (data) => data.meterPan,
});

/** One token of the set that gives a meter another key; it carries no identifier, and works until the key before it is gone. */
export const keyChangeToken = z.object({
  token: wire.tokenDigits,
  part: z.int().min(1).max(4),
  parts: z.int().min(2).max(4),
});
export type KeyChangeToken = z.output<typeof keyChangeToken>;

/** The vault's stored answer to a key change: the set, made under the key that the meter had, in the order of its parts. */
export const KeyChangeIssued = defineEvent({
  type: 'key-management.key-change.issued',
  topic: 'key-management.tokens.v1',
  data: z.object({
    requestId: z.uuid(),
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    tokens: z.array(keyChangeToken).min(2).max(4),
    /** True where the base date moves on: the meter forgets the identifiers that it has seen, and unused older tokens die. */
    rollover: z.boolean(),
    sampleTables: z.boolean(),
    issuedAt: wire.instant,
  }),
  key: (data) => data.meterPan,
});

/** No token was made: for a vend, an order or a key change, as its request id tells. */
export const TokenRefused = defineEvent({
  type: 'key-management.token.refused',
  topic: 'key-management.tokens.v1',
  data: z.object({
    requestId: z.uuid(),
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    code: z.string(),
    reason: z.string(),
    refusedAt: wire.instant,
  }),
  key: (data) => data.meterPan,
});

/** How far a utility's audit chain in the vault has come, signed with a key that its database does not hold: for keeping elsewhere. */
export const AuditHeadSigned = defineEvent({
  type: 'key-management.audit-head.signed',
  topic: 'key-management.audit-heads.v1',
  data: z.object({
    sequence: wire.naturalNumber,
    /** SHA-256 over the entry and, by the hash before it, over all entries before. */
    hash: z.string().regex(/^[0-9a-f]{64}$/),
    signedAt: wire.instant,
    masterKeyId: z.string().min(1).max(64),
    /** HMAC-SHA-256; the vault alone can tell whether it is genuine. */
    signature: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  key: (_data, utility) => utility,
});
