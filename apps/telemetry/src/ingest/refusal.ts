import { isCoded } from '@openprepay/contracts/coded';
import { present } from '@openprepay/contracts/present';
import type { MeterIdentity } from '../meters/meter.js';
import { NO_UTILITY } from '../quarantine/quarantined-message.js';
import { limits } from '../telemetry-limits.js';
import { meterOf } from '../uplink/dialects.js';
import { UplinkRefused } from '../uplink/uplink-refused.js';
import type { Refused, Taken } from './taken.js';

/** @param meter undefined where nobody knows whose message it is */
export function refuse(taken: Taken, meter: MeterIdentity | undefined, error: unknown): Refused {
  const { topic, payload, receivedAt } = taken;
  const { code, message } = refusalOf(error);
  const reason = message.slice(0, limits.quarantine.maxReasonLength);
  const row = present({ utility: meter?.utility ?? NO_UTILITY, meterNumber: meterOf(topic), topic, payload, code, reason, receivedAt });
  return { taken, row };
}

/** What a failed message is set aside for: its own coded reason, or that it could not be handled. */
function refusalOf(error: unknown): UplinkRefused {
  if (error instanceof UplinkRefused) return error;
  return new UplinkRefused(
    'telemetry.handling_failed',
    isCoded(error) ? `${error.code}: ${error.message}` : 'handling it failed again and again',
  );
}
