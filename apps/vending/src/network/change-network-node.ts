import type { Principal } from '@openprepay/contracts/identity';
import { NetworkNodeChanged } from '@openprepay/contracts/vending';
import type { Outbox } from '@openprepay/messaging/outbox';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { VendingError } from '../vending-error.js';
import { requireFeeding } from './add-network-node.js';
import { networkNodeEvent } from './network-event.js';
import type { Location, NetworkNode } from './network-node.js';
import type { NetworkNodeRepository } from './network-node.repository.js';

export interface NetworkNodeChange {
  readonly code: string;
  /** `null`: fed by nothing that is known. */
  readonly parent?: string | null | undefined;
  readonly location?: Location | null | undefined;
}

/** Hangs a part of the network elsewhere, or says where it stands. Nothing ever feeds itself, by whatever way round. */
export class ChangeNetworkNode {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly nodes: NetworkNodeRepository,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** @throws {VendingError} `vending.network_node_unknown`, `vending.network_parent_invalid` */
  async execute({ utility }: Principal, { code, ...change }: NetworkNodeChange): Promise<NetworkNode> {
    return this.unitOfWork.run(utility, async (tx) => {
      await this.nodes.lockShape(tx);
      const node = await this.nodes.require(tx, code);
      if (typeof change.parent === 'string') {
        requireFeeding(await this.nodes.require(tx, change.parent), node);
        if (await this.nodes.isBelow(tx, change.parent, code))
          throw new VendingError('vending.network_parent_invalid', `${change.parent} is fed by ${code} itself`);
      }
      const changed: NetworkNode = {
        ...node,
        parent: change.parent === undefined ? node.parent : (change.parent ?? undefined),
        location: change.location === undefined ? node.location : (change.location ?? undefined),
        revision: node.revision + 1,
        changedAt: this.clock.now(),
      };
      await this.nodes.update(tx, changed);
      await this.outbox.append(tx, NetworkNodeChanged, networkNodeEvent(changed));
      return changed;
    });
  }
}
