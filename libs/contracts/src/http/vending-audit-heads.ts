import { z } from 'zod';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';

const keptAuditHead = z
  .object({
    sequence: z.string(),
    hash: z.string(),
    signedAt: z.iso.datetime(),
    receivedAt: z.iso.datetime(),
    contradicts: z
      .boolean()
      .describe(
        'true where it contradicts what was said before: another entry at this place, or an end before where the chain had come to',
      ),
  })
  .meta({ id: 'VaultAuditHead', description: 'where the vault’s audit chain had come to, as the vault said and signed it' });
export type KeptAuditHeadAnswer = Wire<typeof keptAuditHead>;

export const auditHeadEndpoints = {
  listVaultAuditHeads: endpoint({
    method: 'GET',
    path: '/v1/vault-audit-heads',
    summary: 'Where the vault’s audit chain had come to, the furthest first: for comparing with what the vault says today',
    tag: 'Vault audit heads',
    access: { roles: ['custodian'] },
    query: pageQuery({}),
    answers: { 200: pageAnswer(keptAuditHead) },
  }),
} as const;
