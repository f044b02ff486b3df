import type { LiveAccounts } from '../sessions/live-accounts.js';
import type { StreamHub } from './stream-hub.js';

/** Ends the streams of those who may no longer see what they show. */
export class EndStreams {
  constructor(
    private readonly hub: StreamHub,
    private readonly accounts: LiveAccounts,
  ) {}

  async execute(): Promise<void> {
    this.hub.end(await this.accounts.goneOf(this.hub.callers()));
  }
}
