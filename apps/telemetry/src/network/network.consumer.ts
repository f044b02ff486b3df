import { NetworkNodeChanged } from '@openprepay/contracts/vending';
import { type ConsumerDefinition, consume } from '@openprepay/messaging/consume';
import type { NetworkNodeRepository } from './network-node.repository.js';

/** A compacted topic may be read again from its start: the newest change wins. */
export const networkConsumers = (nodes: NetworkNodeRepository): readonly ConsumerDefinition[] => [
  consume(NetworkNodeChanged, { group: 'telemetry.keep-network', deduplication: 'natural-key' }, ({ data }, tx) => nodes.upsert(tx, data)),
];
