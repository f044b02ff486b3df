import { Outbox } from '@openprepay/messaging/outbox';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { CLOCK, provide } from '@openprepay/runtime/service';
import { AddNetworkNode } from './add-network-node.js';
import { ChangeNetworkNode } from './change-network-node.js';
import { FindNetworkNodes } from './find-network-nodes.js';
import { NetworkController } from './network.controller.js';
import { NetworkNodeRepository } from './network-node.repository.js';

/** What meters hang on: zones, feeders, transformers and poles. */
export const network: Feature = {
  controllers: [NetworkController],
  providers: [
    provide(NetworkNodeRepository, []),
    provide(AddNetworkNode, [UnitOfWork, NetworkNodeRepository, Outbox, CLOCK]),
    provide(ChangeNetworkNode, [UnitOfWork, NetworkNodeRepository, Outbox, CLOCK]),
    provide(FindNetworkNodes, [UnitOfWork, NetworkNodeRepository]),
  ],
};
