import type { BrokerLogger } from '../broker-logger.js';
import type { GroupCoordinator } from '../group/group-coordinator.js';
import type { Storage } from '../storage.js';

export interface MaintenanceParts {
  readonly storage: Storage;
  readonly groups: GroupCoordinator;
  readonly logger: BrokerLogger;
  readonly now: () => number;
}

export function startMaintenance(_parts: MaintenanceParts, _intervalMs: number): { stop(): Promise<void> } {
  return { stop: () => Promise.resolve() };
}
