import { z } from 'zod';
import { role } from '../identity.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';

/** What can become of an account. */
export const accountChanges = [
  ...(['created', 'roles-changed', 'password-set', 'password-changed', 'disabled', 'enabled'] as const),
  ...(['custodian-asked', 'custodian-approved', 'custodian-refused'] as const),
];
export type AccountChangeKind = (typeof accountChanges)[number];

const accountChange = z
  .object({
    changeId: z.uuid(),
    at: z.iso.datetime(),
    userId: z.uuid().describe('whose account'),
    username: z.string(),
    change: z.enum(accountChanges).describe('`password-set` by somebody else, `password-changed` by the user'),
    by: z.string().describe('a user name; `installation` for whom it was installed with'),
    requestedBy: z.string().optional().describe('who asked, of what a second person decided'),
    roles: z.array(role).optional().describe('held, or asked, from then on'),
    reason: z.string().optional(),
  })
  .meta({ id: 'AccountChange' });
export type AccountChangeAnswer = Wire<typeof accountChange>;

export const accountChangeEndpoints = {
  listAccountChanges: endpoint({
    method: 'GET',
    path: '/api/auth/account-changes',
    summary: 'Who changed whose account, newest first; nothing in it is ever changed',
    tag: 'Users',
    access: { roles: ['admin'] },
    query: pageQuery({ userId: z.uuid().optional() }),
    answers: { 200: pageAnswer(accountChange) },
  }),
} as const;
