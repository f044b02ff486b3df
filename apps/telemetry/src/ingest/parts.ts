import type { Uplink } from '../uplink/uplink.js';
import type { Taken } from './taken.js';

/** What one message of a device says, each part with the message; it is acknowledged when all of its parts are durable. */
export function partsOf(taken: Taken, uplinks: readonly Uplink[]): readonly { readonly taken: Taken; readonly uplink: Uplink }[] {
  let open = uplinks.length;
  const acknowledge = (): void => {
    if (--open === 0) taken.acknowledge();
  };
  if (open === 0) taken.acknowledge();
  return uplinks.map((uplink, index) => ({ taken: { ...taken, acknowledge, distinct: `${index} ${timeOf(uplink)}` }, uplink }));
}

/** Devices say the same bytes again at another time. */
function timeOf(uplink: Uplink): string {
  switch (uplink.kind) {
    case 'readings':
      return uplink.readings[0]?.ts.toISOString() ?? '';
    case 'event':
      return uplink.ts.toISOString();
    case 'token-result':
    case 'command-result':
    case 'state':
      return '';
  }
}
