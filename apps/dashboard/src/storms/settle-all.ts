import type { SettledStormAnswer } from '@openprepay/contracts/http/telemetry-alarms';

/** As many alarms as no storm has. */
const MAX_CALLS = 100;

/** Calls until nothing is left: one call settles so many alarms. @returns what all of them have settled */
export async function settleAll(call: () => Promise<SettledStormAnswer>): Promise<SettledStormAnswer> {
  let alarms = 0;
  for (let calls = 0; calls < MAX_CALLS; calls++) {
    const settled = await call();
    alarms += settled.alarms;
    if (!settled.left) return { alarms, left: false };
  }
  return { alarms, left: true };
}
