import type { MeterSettings, Setting } from '../shadow/wish.js';

/** What a meter can be told, with what it takes. */
export type CommandKind = 'read-now' | 'relay-open' | 'relay-close' | 'set-interval' | 'set-tariff-index' | 'set-power-limit';
export type CommandState = 'queued' | 'sent' | 'acknowledged' | 'done' | 'failed' | 'expired' | 'superseded';

export interface MeterCommand {
  readonly commandId: string;
  readonly meterNumber: string;
  readonly kind: CommandKind;
  readonly params: Readonly<Record<string, unknown>>;
  readonly state: CommandState;
  /** Why it failed, as the meter said. */
  readonly code?: string;
  /** `desired`: because the meter is not as it is wished to be. */
  readonly origin: 'person' | 'desired';
  readonly requestedBy: string;
  readonly requestedAt: Date;
  /** From here on the meter does not obey it. */
  readonly expiresAt: Date;
  /** From here on nobody waits for what the meter reports. */
  readonly giveUpAt: Date;
  readonly sentAt?: Date;
  readonly acknowledgedAt?: Date;
  readonly endedAt?: Date;
}

const RELAY: readonly CommandKind[] = ['relay-open', 'relay-close'];

/** Commands of which the later makes the earlier pointless. */
export const supersededBy = (kind: CommandKind): readonly CommandKind[] => (RELAY.includes(kind) ? RELAY : [kind]);

/** What tells a meter to be as it is wished. */
export function commandFor(setting: Setting, wish: MeterSettings): Pick<MeterCommand, 'kind' | 'params'> {
  switch (setting) {
    case 'relay':
      return { kind: wish.relay === 'open' ? 'relay-open' : 'relay-close', params: {} };
    case 'intervalSeconds':
      return { kind: 'set-interval', params: { seconds: wish.intervalSeconds } };
    case 'tariffIndex':
      return { kind: 'set-tariff-index', params: { tariffIndex: wish.tariffIndex } };
    case 'powerLimitWatts':
      return { kind: 'set-power-limit', params: { watts: wish.powerLimitWatts } };
  }
}

/** What has come in from a meter, and when it came. */
export interface Evidence {
  readonly reported: MeterSettings;
  /** When the meter last said where its relay stands. */
  readonly relayAt?: Date | undefined;
  /** When it last spoke of its other settings. */
  readonly reportedAt?: Date | undefined;
  /** When its newest reading came. */
  readonly readAt?: Date | undefined;
  /** Times of its readings since the command was sent, in order. */
  readonly readingTimes: readonly Date[];
}

/** Readings of a new interval are as far apart as it says, give or take a tenth and the second that a meter's clock counts in. */
const TOLERANCE = 0.1;
const SECOND_MS = 1_000;

/** Whether the meter has shown since it was told that it did what it was told. */
export function isReadBack({ kind, params, sentAt, acknowledgedAt }: MeterCommand, evidence: Evidence): boolean {
  const since = (at: Date | undefined): boolean => sentAt !== undefined && at !== undefined && at >= sentAt;
  const { reported, relayAt, reportedAt, readAt, readingTimes } = evidence;
  const saysSo = since(reportedAt);
  switch (kind) {
    case 'read-now':
      return since(readAt);
    case 'relay-open':
    case 'relay-close':
      // A relay that stood so already says nothing new; then the meter's word that it took the command is enough.
      return reported.relay === (kind === 'relay-open' ? 'open' : 'closed') && (since(relayAt) || acknowledgedAt !== undefined);
    case 'set-interval':
      return (saysSo && reported.intervalSeconds === params['seconds']) || keepsInterval(readingTimes, Number(params['seconds']));
    case 'set-tariff-index':
      return saysSo && reported.tariffIndex === params['tariffIndex'];
    case 'set-power-limit':
      return saysSo && reported.powerLimitWatts === params['watts'];
  }
}

const keepsInterval = (times: readonly Date[], seconds: number): boolean =>
  times.some((time, index) => {
    const before = times[index - 1];
    if (before === undefined) return false;
    const apartMs = time.getTime() - before.getTime();
    return Math.abs(apartMs - seconds * SECOND_MS) <= Math.max(SECOND_MS, seconds * SECOND_MS * TOLERANCE);
  });
