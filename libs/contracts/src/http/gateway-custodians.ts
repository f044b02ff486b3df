import { z } from 'zod';
import { role } from '../identity.js';
import { utilityCode } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { reason } from './text.js';

const tag = 'Custodians';
const access = { roles: ['admin'] } as const;
const ofRequest = z.object({ requestId: z.uuid() });

const state = z.enum(['awaiting-approval', 'approved', 'refused']);

/** What one administrator asks about a custodian and another decides. */
export const custodianRequest = z
  .object({
    requestId: z.uuid(),
    state,
    userId: z.uuid(),
    username: z.string(),
    utility: z.string(),
    roles: z.array(role).optional().describe('what the user would hold'),
    setsPassword: z.boolean().describe('true: the user gets another password'),
    requestedBy: z.string().describe('a user name'),
    requestedAt: z.iso.datetime(),
    decidedBy: z.string().optional(),
    decidedAt: z.iso.datetime().optional(),
    reason: z.string().optional().describe('of a refusal'),
    effectiveAt: z.iso.datetime().optional().describe('once approved: from when on the user may sign in as a custodian'),
  })
  .meta({ id: 'CustodianRequest' });
export type CustodianRequestAnswer = Wire<typeof custodianRequest>;

const settling = ['gateway.custodian_request_not_found', 'gateway.custodian_request_settled'] as const;

/** Whoever enters keys is made by two administrators: one asks by creating or changing the user, another approves. */
export const custodianRequestEndpoints = {
  listCustodianRequests: endpoint({
    method: 'GET',
    path: '/api/auth/custodian-requests',
    summary: 'What waits for a second administrator, or did, newest first',
    tag,
    access,
    query: pageQuery({
      state: state.optional(),
      utility: utilityCode.optional().describe('another than one’s own: for those who run the installation'),
    }),
    answers: { 200: pageAnswer(custodianRequest) },
  }),
  approveCustodianRequest: endpoint({
    method: 'POST',
    path: '/api/auth/custodian-requests/:requestId/approve',
    summary: 'Approve what another administrator asked',
    tag,
    access,
    params: ofRequest,
    answers: { 200: custodianRequest },
    errors: [...settling, 'gateway.second_person_required', 'gateway.roles_conflict', 'gateway.own_account'],
  }),
  refuseCustodianRequest: endpoint({
    method: 'POST',
    path: '/api/auth/custodian-requests/:requestId/refuse',
    summary: 'Refuse it, or take back what one has asked oneself',
    tag,
    access,
    params: ofRequest,
    body: z.strictObject({ reason }),
    answers: { 200: custodianRequest },
    errors: settling,
  }),
} as const;
