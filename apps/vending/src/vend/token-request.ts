import type { EventData } from '@openprepay/contracts/event';
import type { TokenRequestCancelled, TokenRequested } from '@openprepay/contracts/vending';
import type { Cancellation, Vend } from './vend.js';

/** What is asked of the vault for a vend: always the same, so that asking again gives the same token. */
export const tokenRequest = (vend: Vend, requestedAt: Date): EventData<typeof TokenRequested> => ({ ...requestOf(vend), requestedAt });

/** What takes it back. */
export const tokenRequestCancelled = (
  vend: Vend,
  { requestedAt: cancelledAt, reason }: Cancellation,
): EventData<typeof TokenRequestCancelled> => ({ ...requestOf(vend), cancelledAt, reason });

const requestOf = ({ vendId, meter, commodity, effect }: Vend): Omit<EventData<typeof TokenRequested>, 'requestedAt'> => ({
  ...meter.keyData,
  meterNumber: meter.meterNumber,
  meterPan: meter.meterPan,
  requestId: vendId,
  tokens: [{ kind: 'credit', commodity, amountTenths: effect.unitsTenths }],
});
