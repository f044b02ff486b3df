import { BoundedMap } from '@openprepay/pace/bounded-map';
import { limits } from '../telemetry-limits.js';
import type { SetAside } from './quarantined-message.js';

interface Window {
  readonly endsAt: number;
  kept: number;
}

/**
 * A meter's share of the quarantine. What it sends beyond that is counted, by meter and code, in place of being kept whole: a
 * meter that is broken, or means ill, fills no disk.
 */
export class QuarantineShare {
  private readonly windows = new BoundedMap<string, Window>(limits.quarantine.metersRemembered);

  /** @returns the message as it is, or what stands for it and for the others that are only counted */
  take(message: SetAside): SetAside {
    const { utility, meterNumber, receivedAt } = message;
    const key = `${utility} ${meterNumber ?? ''}`;
    const now = receivedAt.getTime();
    const known = this.windows.get(key);
    const window = known !== undefined && known.endsAt > now ? known : { endsAt: now + limits.quarantine.wholeWithinMs, kept: 0 };
    if (window !== known) this.windows.set(key, window);
    if (window.kept++ < limits.quarantine.wholeOfOneMeter) return message;
    return {
      ...message,
      topic: meterNumber === undefined ? 'topics of nobody' : `meters/${meterNumber}/…`,
      payload: Buffer.alloc(0),
      reason: `more than ${limits.quarantine.wholeOfOneMeter} messages were set aside within an hour; these were counted and not kept`,
    };
  }
}
