import type { Feature } from '@openprepay/runtime/feature';
import { consumers, provide } from '@openprepay/runtime/service';
import { networkConsumers } from './network.consumer.js';
import { NetworkNodeRepository } from './network-node.repository.js';

export const network: Feature = {
  providers: [provide(NetworkNodeRepository, []), consumers([NetworkNodeRepository], networkConsumers)],
};
