import { z } from 'zod';
import { commodity, encryptionAlgorithm, keyRevision, keyType, supplyGroupCode, tariffIndex, unit } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { writtenMeterNumber } from './written-meter-number.js';

/** People type groups of digits with separators; more than this is no token. */
const MAX_TOKEN_TEXT = 64;

/** What is said of the meter replaces what the vault knows of it. */
const tokenToVerify = z.strictObject({
  meterNumber: writtenMeterNumber('key-management.meter_number_invalid'),
  token: z.string().min(1).max(MAX_TOKEN_TEXT),
  supplyGroupCode: supplyGroupCode.optional(),
  keyType: keyType.optional(),
  keyRevision: keyRevision.optional(),
  tariffIndex: tariffIndex.optional(),
  encryptionAlgorithm: encryptionAlgorithm.optional(),
});

const tokenVerdict = z
  .union([
    z.object({ valid: z.literal(false), code: z.string(), detail: z.string() }),
    z.object({
      valid: z.literal(true),
      tokenClass: z.int(),
      subClass: z.int(),
      kind: z.string(),
      tid: z.int().optional(),
      issuedAt: z.iso.datetime().optional().describe('when its identifier says that it was made'),
      commodity: commodity.optional(),
      units: z.object({ value: z.string(), unit }).optional(),
      parameters: z
        .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
        .optional()
        .describe('what a management token tells the meter: watts, register, rate or factor; what a section of a key change tells'),
      supplyGroupCode,
      keyType,
      keyRevision,
      tariffIndex,
      encryptionAlgorithm,
      issuedHere: z.boolean(),
      sampleTables: z.boolean().describe('made by the standard’s sample tables: no meter in the field takes it'),
    }),
  ])
  .meta({ id: 'TokenVerdict' });
export type TokenVerdictAnswer = Wire<typeof tokenVerdict>;

const tokenVerification = z
  .object({
    verificationId: z.uuid(),
    at: z.iso.datetime(),
    actor: z.object({ subject: z.string(), username: z.string() }),
    meterNumber: z.string(),
    vendingKeyId: z.uuid().describe('the key that made it, or the first that was asked'),
    issuedHere: z.boolean(),
    valid: z.boolean(),
  })
  .meta({ id: 'TokenVerification' });
export type TokenVerificationAnswer = Wire<typeof tokenVerification>;

export const tokenEndpoints = {
  verifyToken: endpoint({
    method: 'POST',
    path: '/v1/tokens/verify',
    summary: 'What a token says, if a key of its meter made it',
    tag: 'Tokens',
    access: { roles: ['engineer', 'operator', 'clerk', 'vendor', 'custodian'] },
    body: tokenToVerify,
    answers: { 200: tokenVerdict },
    errors: [
      'key-management.meter_number_invalid',
      'key-management.token_format',
      'key-management.meter_unknown',
      'key-management.wrapped_key_invalid',
      'key-management.verifications_exhausted',
    ],
  }),
  listTokenVerifications: endpoint({
    method: 'GET',
    path: '/v1/token-verifications',
    summary: 'Who had which meter’s token opened, newest first',
    tag: 'Tokens',
    access: { roles: ['custodian'] },
    query: pageQuery({}),
    answers: { 200: pageAnswer(tokenVerification) },
  }),
} as const;
