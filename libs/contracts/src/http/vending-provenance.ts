import { z } from 'zod';
import { instant } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';

/** So many of each are listed; all are counted. */
export const MAX_PROVENANCE_ROWS = 1_000;

/** Of any version and variant: a row that somebody has written is shown all the same. */
const requestId = z.guid();
const unexplained = z.object({
  requestId,
  meterNumber: z.string(),
  supplyGroupCode: z.string(),
  kind: z.string(),
  requester: z.string().describe('whose key has signed the request; unsigned; or unknown, where nobody has asked'),
  issuedAt: z.iso.datetime(),
});
const missing = z.object({
  requestId,
  meterNumber: z.string(),
  kind: z.string().describe('credit, a management token, or key-change'),
  settledAt: z.iso.datetime().describe('when its tokens came'),
});

const provenance = z
  .object({
    from: z.iso.datetime(),
    to: z.iso.datetime().describe('exclusive'),
    statedUntil: z.iso
      .datetime()
      .optional()
      .describe('the end of the last hour that the vault has stated and that was compared; absent before the first'),
    issued: z.int().describe('requests that the vault has issued tokens for, by its sealed statements'),
    forVends: z.int(),
    forOrders: z.int().describe('management tokens and key changes'),
    unexplainedCount: z.int(),
    missingCount: z.int(),
    brokenStatements: z.int().describe('statements whose seal is not the vault’s, or whose list is not what the seal says'),
    unexplained: z.array(unexplained).max(MAX_PROVENANCE_ROWS).describe('issued without a sale or an order; the earliest first'),
    missing: z.array(missing).max(MAX_PROVENANCE_ROWS).describe('has tokens, but the vault has stated none; the earliest first'),
  })
  .meta({ id: 'Provenance', description: 'where the tokens of some hours came from' });
export type ProvenanceAnswer = Wire<typeof provenance>;

export const provenanceEndpoints = {
  readProvenance: endpoint({
    method: 'GET',
    path: '/v1/provenance',
    summary: 'What the vault has issued in whole hours (UTC), and what of it nobody has sold or ordered',
    tag: 'Provenance',
    access: { roles: ['custodian', 'operator', 'engineer'] },
    query: z.strictObject({
      from: instant.describe('of what begins at it or later'),
      to: instant.describe('exclusive; at most 366 days after'),
    }),
    answers: { 200: provenance },
    errors: ['vending.provenance_range_invalid'],
  }),
} as const;
