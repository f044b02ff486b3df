import type { EventData } from '@openprepay/contracts/event';
import type { TokenRequested } from '@openprepay/contracts/vending';
import type { Vend } from './vend.js';

/** What is asked of the vault for a vend: always the same, so that asking again gives the same token. */
export const tokenRequest = ({ vendId, meter, commodity, effect }: Vend, requestedAt: Date): EventData<typeof TokenRequested> => ({
  ...meter.keyData,
  meterNumber: meter.meterNumber,
  meterPan: meter.meterPan,
  requestId: vendId,
  tokens: [{ kind: 'credit', commodity, amountTenths: effect.unitsTenths }],
  requestedAt,
});
