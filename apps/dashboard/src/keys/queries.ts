import { queryOptions } from '@tanstack/react-query';
import { keyManagement } from '../api/key-management.js';
import { paged } from '../api/paged.js';

/** Groups and their keys are shown together: as many as an answer takes. */
const MOST = 500;

export const groupsQuery = queryOptions({
  queryKey: ['keys', 'groups'],
  queryFn: async ({ signal }) => (await keyManagement.listSupplyGroups({ query: { limit: MOST }, signal })).body.items,
});

export const keysQuery = paged(
  ['keys', 'list'],
  async (cursor, signal) => (await keyManagement.listVendingKeys({ query: { cursor, limit: MOST }, signal })).body,
);

export const expiriesQuery = queryOptions({
  queryKey: ['keys', 'expiries'],
  queryFn: async ({ signal }) => (await keyManagement.listExpiries({ signal })).body.items,
});

export const CHANGE_STATES = ['awaiting-approval', 'done', 'refused', 'expired'] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

export const keyChangesQuery = (state: ChangeState | undefined) =>
  paged(
    ['keys', 'changes', state],
    async (cursor, signal) => (await keyManagement.listVendingKeyChanges({ query: { cursor, state }, signal })).body,
  );

export const auditQuery = paged(
  ['keys', 'audit'],
  async (cursor, signal) => (await keyManagement.listAuditEntries({ query: { cursor }, signal })).body,
);

export const verdictQuery = queryOptions({
  queryKey: ['keys', 'verdict'],
  queryFn: async ({ signal }) => (await keyManagement.verifyAuditLog({ signal })).body,
});

/** The whole chain from its first entry, page by page; stops where it is broken. */
export async function verifyFromFirst() {
  let after: string | undefined = '0';
  for (;;) {
    const { body } = await keyManagement.verifyAuditLog({ query: { after } });
    if (!body.valid || body.nextAfter === undefined) return body;
    after = body.nextAfter;
  }
}
