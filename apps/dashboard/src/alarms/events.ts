import type { LiveStreamEvent } from '@openprepay/contracts/http/stream';

/** What changes which alarms there are. Those of a storm are told of by it alone. */
export const ALARM_EVENTS = ['alarm', 'alarm-cleared', 'storm', 'storm-ended'] as const satisfies readonly LiveStreamEvent['event'][];
