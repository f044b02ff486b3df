import { Body, Controller, Inject, Post } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { commodity, encryptionAlgorithm, keyRevision, keyType, supplyGroupCode, tariffIndex, unit } from '@openprepay/contracts/wire';
import { formatCredit } from '@openprepay/quantities';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { UNITS } from '@openprepay/sts';
import { z } from 'zod';
import { type TokenVerdict, VerifyToken } from './verify-token.js';

/** People type groups of digits with separators; more than this is no token. */
const MAX_TOKEN_TEXT = 64;
const MAX_METER_NUMBER_TEXT = 32;

const verifyRequest = z.object({
  meterNumber: z.string().min(1).max(MAX_METER_NUMBER_TEXT),
  token: z.string().min(1).max(MAX_TOKEN_TEXT),
  supplyGroupCode: supplyGroupCode.optional(),
  keyType: keyType.optional(),
  keyRevision: keyRevision.optional(),
  tariffIndex: tariffIndex.optional(),
  encryptionAlgorithm: encryptionAlgorithm.optional(),
});

const verifyAnswer = z.union([
  z.object({ valid: z.literal(false), code: z.string(), detail: z.string() }),
  z.object({
    valid: z.literal(true),
    tokenClass: z.int(),
    subClass: z.int(),
    kind: z.string(),
    tid: z.int().optional(),
    issuedAt: z.iso.datetime().optional(),
    commodity: commodity.optional(),
    units: z.object({ value: z.string(), unit }).optional(),
    supplyGroupCode,
    keyType,
    keyRevision,
    tariffIndex,
    encryptionAlgorithm,
    issuedHere: z.boolean(),
    sampleTables: z.boolean(),
  }),
]);

@Controller('v1/tokens')
export class TokensController {
  constructor(@Inject(VerifyToken) private readonly verifyToken: VerifyToken) {}

  @Post('verify')
  @Endpoint({
    summary: 'What a token says, if a key of its meter made it',
    roles: ['engineer', 'operator', 'clerk', 'vendor', 'custodian'],
    answers: { 200: verifyAnswer },
  })
  async verify(@Body(valid(verifyRequest)) body: z.output<typeof verifyRequest>, @Caller() caller: Principal): Promise<unknown> {
    const { meterNumber, token, ...description } = body;
    return toApi(await this.verifyToken.execute(caller, { meterNumber, token, description }));
  }
}

function toApi(verdict: TokenVerdict): z.output<typeof verifyAnswer> {
  if (!verdict.valid) return verdict;
  const { token, description, issuedAt, issuedHere, sampleTables } = verdict;
  const { tokenIdentifier, commodity: sold, amountTenths } = token;
  const { supplyGroupCode: code, keyType: type, keyRevision: revision, tariffIndex: index, encryptionAlgorithm: algorithm } = description;
  return {
    valid: true,
    tokenClass: token.tokenClass,
    subClass: token.subClass,
    kind: token.kind,
    ...present({
      tid: tokenIdentifier,
      issuedAt: issuedAt?.toISOString(),
      commodity: sold,
      units: sold && amountTenths !== undefined ? { value: formatCredit(amountTenths), unit: UNITS[sold] } : undefined,
    }),
    supplyGroupCode: code,
    keyType: type,
    keyRevision: revision,
    tariffIndex: index,
    encryptionAlgorithm: algorithm,
    issuedHere,
    sampleTables,
  };
}
