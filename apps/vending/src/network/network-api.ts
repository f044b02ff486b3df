import type { NetworkNodeAnswer } from '@openprepay/contracts/http/vending-network';
import { present } from '@openprepay/contracts/present';
import type { NetworkNode } from './network-node.js';

export const networkNodeToApi = ({ createdAt, changedAt, revision: _revision, ...node }: NetworkNode): NetworkNodeAnswer => ({
  ...present(node),
  code: node.code,
  kind: node.kind,
  createdAt: createdAt.toISOString(),
  changedAt: changedAt.toISOString(),
});
