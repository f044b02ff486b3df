import type { ParkedMessageSummaryAnswer } from '@openprepay/contracts/http/parked-messages';
import { billing } from '../api/billing.js';
import { gateway } from '../api/clients.js';
import { telemetry } from '../api/telemetry.js';
import { vending } from '../api/vending.js';
import { keyManagement } from '../api/key-management.js';

/** Every service that sends or takes messages: each answers the same questions about what it could not handle. */
const clients = { billing, 'key-management': keyManagement, telemetry, vending, gateway } as const;

export type ServiceName = keyof typeof clients;
export const SERVICES = Object.keys(clients) as readonly ServiceName[];

export const isService = (name: string | undefined): name is ServiceName => name !== undefined && name in clients;

type Parked = Pick<
  typeof billing,
  | 'listParkedMessages'
  | 'getParkedMessage'
  | 'replayParkedMessage'
  | 'discardParkedMessage'
  | 'approveDiscard'
  | 'refuseDiscard'
  | 'listLostRanges'
  | 'settleLostRange'
  | 'republish'
  | 'readOperations'
>;

export const parkedAt = (service: ServiceName): Parked => clients[service];

export type ParkedState = ParkedMessageSummaryAnswer['state'];
export const PARKED_STATES = ['parked', 'held', 'awaiting-approval', 'replayed', 'discarded'] as const satisfies readonly ParkedState[];

export const isParkedState = (state: string | undefined): state is ParkedState => PARKED_STATES.some((known) => known === state);

/** One parked message, wherever it is. */
export interface MessageAt {
  readonly service: ServiceName;
  readonly id: string;
}

/** As it stands in the address: `billing/0190…`. */
export const addressOf = ({ service, id }: MessageAt): string => `${service}/${id}`;

export function messageAt(address: string | undefined): MessageAt | undefined {
  const [service, id] = address?.split('/') ?? [];
  return isService(service) && id !== undefined && id !== '' ? { service, id } : undefined;
}
