import { eventText } from '@openprepay/contracts/http/event-stream';
import { liveStream } from '@openprepay/contracts/http/stream';
import type { LiveEvent, ToldEvent } from './live-event.js';

/** Events of one chunk at most; what comes beside them is counted. */
export const MAX_GATHERED_EVENTS = 100;

/**
 * What waits to be told to one client: of a meter's presence, a campaign, a storm and what was done about one only the newest, and of
 * everything no more than a page can show. The texts are shared by all clients.
 */
export class GatheredEvents {
  private readonly texts = new Map<string | symbol, string>();
  private skipped = 0;

  get isEmpty(): boolean {
    return this.texts.size === 0 && this.skipped === 0;
  }

  add({ told }: LiveEvent, text: string): void {
    const key = stateOf(told) ?? Symbol(told.event);
    if (this.texts.delete(key) || this.texts.size < MAX_GATHERED_EVENTS) this.texts.set(key, text);
    else this.skipped++;
  }

  /** All of it as one chunk; nothing waits afterwards. */
  take(): string {
    const told = [...this.texts.values()];
    if (this.skipped > 0) told.push(eventText(liveStream, { event: 'skipped', data: { events: this.skipped } }));
    this.texts.clear();
    this.skipped = 0;
    return told.join('');
  }
}

/** Of what an event tells the state, which the next one of the same tells anew; undefined where each counts. */
function stateOf(told: ToldEvent): string | undefined {
  switch (told.event) {
    case 'presence':
      return `presence ${told.data.meterNumber}`;
    case 'campaign':
      return `campaign ${told.data.campaignId}`;
    case 'storm':
      return `storm ${told.data.stormId}`;
    case 'storm-settled':
      return `storm-settled ${told.data.stormId}`;
    default:
      return undefined;
  }
}
