import type { LiveStreamEvent } from '@openprepay/contracts/http/stream';

/** What changes which alarms there are, or what was done about them. Those of a storm are told of by it alone. */
export const ALARM_EVENTS = [
  'alarm',
  'alarm-acknowledged',
  'alarm-cleared',
  'storm',
  'storm-settled',
  'storm-ended',
] as const satisfies readonly LiveStreamEvent['event'][];
