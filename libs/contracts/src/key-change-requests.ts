import { z } from 'zod';
import { defineEvent } from './event.js';
import { requestSeal } from './signed-request.js';
import { changingKey } from './vault-request.js';
import * as wire from './wire.js';

/** A meter is to have another key. `requestId` is the key change's id: the vault answers once per request, whatever repeats. */
export const KeyChangeRequested = defineEvent({
  type: 'vending.key-change.requested',
  topic: 'vending.token-requests.v1',
  data: z.object({
    requestId: z.uuid(),
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    from: changingKey,
    to: changingKey,
    /** True: a 64-bit key's set has a third token, which tells the meter its supply group. A 128-bit key's set of four always does. */
    includeSupplyGroup: z.boolean().optional(),
    requestedAt: wire.instant,
    ...requestSeal,
  }),
  key: (data) => data.meterPan,
});

/**
 * A key change is to come to nothing if it has no set yet: the vault refuses its request for good, or says again what it has answered.
 * It carries the whole request, which is known by its content.
 */
export const KeyChangeRequestCancelled = defineEvent({
  type: 'vending.key-change-request.cancelled',
  topic: 'vending.token-requests.v1',
  data: z.object({
    requestId: z.uuid(),
    meterNumber: wire.meterNumber,
    meterPan: wire.meterPan,
    from: changingKey,
    to: changingKey,
    includeSupplyGroup: z.boolean().optional(),
    cancelledAt: wire.instant,
    reason: z.string().max(500),
    ...requestSeal,
  }),
  key: (data) => data.meterPan,
});
