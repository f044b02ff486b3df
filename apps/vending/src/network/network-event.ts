import type { EventData } from '@openprepay/contracts/event';
import { present } from '@openprepay/contracts/present';
import type { NetworkNodeChanged } from '@openprepay/contracts/vending';
import type { NetworkNode } from './network-node.js';

export const networkNodeEvent = ({ code, kind, parent, revision, changedAt }: NetworkNode): EventData<typeof NetworkNodeChanged> =>
  present({ code, kind, parent, revision, changedAt });
