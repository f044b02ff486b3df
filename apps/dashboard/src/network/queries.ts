import { networkNodeKind } from '@openprepay/contracts/http/vending-network';
import { paged } from '../api/paged.js';
import { vending } from '../api/vending.js';

export const NODE_KINDS = networkNodeKind.options;
export type NodeKind = (typeof NODE_KINDS)[number];

export const nodesQuery = (filter: { readonly kind?: NodeKind; readonly parent?: string }) =>
  paged(['network', filter], async (cursor, signal) => (await vending.listNetworkNodes({ query: { cursor, ...filter }, signal })).body);
