import { z } from 'zod';
import { endpoint, type Wire } from './endpoint.js';

const securityModule = z
  .object({
    kind: z.enum(['software', 'pkcs11']).describe('software, or a token that is spoken to by PKCS#11'),
    healthy: z.boolean().describe('whether it has just done what issuing takes'),
    problem: z.string().optional().describe('what is wrong, where it is not healthy'),
    operations: z.int().describe('calls since the service started, of this process'),
    errors: z.int().describe('those of them that it could not do; what it refused for the caller’s sake is none'),
    lastSelfTestAt: z.iso.datetime().optional().describe('when it last did what it must'),
    sampleTables: z.boolean().describe('EA07 tokens are made by the standard’s sample tables: no field meter takes them'),
  })
  .meta({ id: 'SecurityModule' });
export type SecurityModuleAnswer = Wire<typeof securityModule>;

export const securityModuleEndpoints = {
  readSecurityModule: endpoint({
    method: 'GET',
    path: '/v1/security-module',
    summary: 'How the module that holds the keys is; asking has it test itself',
    tag: 'Security module',
    access: { roles: ['custodian', 'engineer', 'operator'] },
    answers: { 200: securityModule },
  }),
} as const;
