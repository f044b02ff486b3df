import type { Clock } from '@openprepay/persistence/clock';
import type { SignedInTerminal } from '../terminals/sign-in-terminal.js';
import type { ElectrumMessage, MessageKind } from './electrum-message.repository.js';
import { isScenario } from './scenario-meters.js';

/** A message of a client that has signed in, and what its address says. */
export interface ClientCall {
  readonly principal: SignedInTerminal['principal'];
  readonly body: unknown;
  readonly params: Readonly<Record<string, string>>;
}

/** Under it REST and XMLVend's advice find what a purchase has sold. */
export const purchaseKey = (purchaseId: string): string => `electrum:${purchaseId.toLowerCase()}`;

/** Whether a sandbox answers for the meter as the interface's public test server does. */
export const isRehearsed = ({ principal }: ClientCall, meterId: string): boolean => principal.sandbox === true && isScenario(meterId);

interface Kept {
  readonly kind: MessageKind;
  readonly messageId: string;
  readonly originalId?: string | undefined;
  readonly meterId?: string | undefined;
}

/** A message as it is kept. */
export const messageOf = (
  { principal, body }: ClientCall,
  { kind, messageId, originalId, meterId }: Kept,
  clock: Clock,
): ElectrumMessage => ({
  vendorId: principal.vendorId,
  messageId,
  kind,
  originalId,
  meterId,
  body: typeof body === 'object' && body !== null ? body : {},
  receivedFrom: principal.username,
  receivedAt: clock.now(),
});
