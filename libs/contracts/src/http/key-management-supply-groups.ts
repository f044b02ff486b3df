import { z } from 'zod';
import { supplyGroupCode } from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';
import { oneLine } from './text.js';

const MAX_NAME_LENGTH = 120;

const tag = 'Supply groups';
const whoKnowsGroups = { roles: ['custodian', 'engineer', 'operator'] } as const;

const supplyGroup = z
  .object({ supplyGroupCode, name: z.string(), createdAt: z.iso.datetime() })
  .meta({ id: 'SupplyGroup', description: 'a set of meters whose keys come from the same vending keys' });
export type SupplyGroupAnswer = Wire<typeof supplyGroup>;

export const supplyGroupEndpoints = {
  createSupplyGroup: endpoint({
    method: 'POST',
    path: '/v1/supply-groups',
    summary: 'Open a supply group',
    tag,
    access: { roles: ['custodian'] },
    body: z.strictObject({ supplyGroupCode, name: oneLine(MAX_NAME_LENGTH) }),
    answers: { 201: supplyGroup },
    errors: ['key-management.supply_group_exists'],
  }),
  listSupplyGroups: endpoint({
    method: 'GET',
    path: '/v1/supply-groups',
    summary: 'List supply groups',
    tag,
    access: whoKnowsGroups,
    query: pageQuery({}),
    answers: { 200: pageAnswer(supplyGroup) },
  }),
  readSupplyGroup: endpoint({
    method: 'GET',
    path: '/v1/supply-groups/:supplyGroupCode',
    summary: 'Read a supply group',
    tag,
    access: whoKnowsGroups,
    params: z.object({ supplyGroupCode }),
    answers: { 200: supplyGroup },
    errors: ['key-management.supply_group_unknown'],
  }),
} as const;
