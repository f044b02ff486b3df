import { memberText } from '@openprepay/contracts/open-enum';
import type { LiveStreamEvent } from '@openprepay/contracts/http/stream';

/** What has just come, with how many alarms came one by one since the page was opened. */
export type Newest = { readonly count: number; readonly at: string } & (
  | { readonly what: 'alarm'; readonly meterNumber: string; readonly kind: string }
  | { readonly what: 'storm' | 'storm-ended'; readonly networkNode: string; readonly meters: number; readonly left?: number }
);

/** @param before what was the newest until now */
export const newestOf = (before: Newest | undefined, events: readonly LiveStreamEvent[]): Newest | undefined =>
  events.reduce(withNext, before);

function withNext(before: Newest | undefined, { event, data }: LiveStreamEvent): Newest | undefined {
  const count = before?.count ?? 0;
  switch (event) {
    case 'alarm':
      // It came with a storm, and the storm's end has told of it.
      if (data.stormId !== undefined) return before;
      return { what: event, count: count + 1, at: data.raisedAt.toISOString(), meterNumber: data.meterNumber, kind: memberText(data.kind) };
    case 'storm':
      return { what: event, count, at: data.beganAt.toISOString(), networkNode: data.networkNode, meters: data.meters };
    case 'storm-ended':
      return {
        what: event,
        count,
        at: data.endedAt.toISOString(),
        networkNode: data.networkNode,
        meters: data.meters,
        left: data.left ?? 0,
      };
    default:
      return before;
  }
}
