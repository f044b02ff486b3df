import { z } from 'zod';
import * as wire from '../wire.js';
import { endpoint, type Wire } from './endpoint.js';
import { pageAnswer, pageQuery } from './page.js';

const tag = 'Network';
const keepers = { roles: ['engineer', 'operator'] } as const;

export const networkNodeKind = z.enum(['zone', 'feeder', 'transformer', 'pole']);
export type NetworkNodeKind = z.output<typeof networkNodeKind>;
/** As meters name one. */
export const networkNodeCode = wire.shortCode;

const location = z.strictObject({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) }).describe('degrees of WGS 84');

const newNetworkNode = z
  .strictObject({
    code: networkNodeCode,
    kind: networkNodeKind,
    parent: networkNodeCode.optional().describe('what feeds it: of its own kind or of one before it in zone, feeder, transformer, pole'),
    location: location.optional(),
  })
  .meta({ id: 'NewNetworkNode' });

const networkNodeChange = z
  .strictObject({
    parent: networkNodeCode.nullable().describe('null: fed by nothing that is known'),
    location: location.nullable(),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'nothing to change')
  .meta({ id: 'NetworkNodeChange' });

const networkNode = newNetworkNode.extend({ createdAt: z.iso.datetime(), changedAt: z.iso.datetime() }).meta({ id: 'NetworkNode' });
export type NetworkNodeAnswer = Wire<typeof networkNode>;

export const networkEndpoints = {
  listNetworkNodes: endpoint({
    method: 'GET',
    path: '/v1/network-nodes',
    summary: 'List the parts of the network, by code',
    tag,
    access: { roles: ['engineer', 'operator', 'clerk'] },
    query: pageQuery({ kind: networkNodeKind.optional(), parent: networkNodeCode.optional().describe('only what it feeds at once') }),
    answers: { 200: pageAnswer(networkNode) },
  }),
  addNetworkNode: endpoint({
    method: 'POST',
    path: '/v1/network-nodes',
    summary: 'Add a part of the network',
    tag,
    access: keepers,
    body: newNetworkNode,
    answers: { 201: networkNode },
    errors: ['vending.network_node_exists', 'vending.network_node_unknown', 'vending.network_parent_invalid'],
  }),
  changeNetworkNode: endpoint({
    method: 'PATCH',
    path: '/v1/network-nodes/:code',
    summary: 'Hang a part of the network elsewhere, or say where it stands',
    tag,
    access: keepers,
    params: z.object({ code: networkNodeCode }),
    body: networkNodeChange,
    answers: { 200: networkNode },
    errors: ['vending.network_node_unknown', 'vending.network_parent_invalid'],
  }),
} as const;
