import type { Principal } from '@openprepay/contracts/identity';
import { NetworkNodeChanged } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VendingError } from '../vending-error.js';
import { networkNodeEvent } from './network-event.js';
import { mayFeed, type NetworkNode } from './network-node.js';
import type { NetworkNodeRepository } from './network-node.repository.js';

export type NewNetworkNode = Omit<NetworkNode, 'revision' | 'createdAt' | 'changedAt'>;

/** A part of the network, fed by one that is known. */
export class AddNetworkNode {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly nodes: NetworkNodeRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.network_node_exists`, `vending.network_node_unknown`, `vending.network_parent_invalid` */
  async execute({ utility }: Principal, wanted: NewNetworkNode): Promise<NetworkNode> {
    const now = this.clock.now();
    const node: NetworkNode = { ...wanted, revision: 1, createdAt: now, changedAt: now };
    return this.unitOfWork.run(utility, async (tx) => {
      if (node.parent !== undefined) requireFeeding(await this.nodes.require(tx, node.parent), node);
      await this.nodes.insert(tx, node);
      await this.outbox.append(tx, NetworkNodeChanged, networkNodeEvent(node));
      return node;
    });
  }
}

/** @throws {VendingError} `vending.network_parent_invalid` */
export function requireFeeding(parent: NetworkNode, { code, kind }: Pick<NetworkNode, 'code' | 'kind'>): void {
  if (mayFeed(parent.kind, kind)) return;
  throw new VendingError('vending.network_parent_invalid', `a ${parent.kind} does not feed a ${kind}: ${parent.code}, ${code}`);
}
