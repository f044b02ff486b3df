import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

const BATCH_SIZES = [1, 2, 5, 10, 20, 50, 100, 200, 500];
const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What the library counts. Labels are bounded: groups, topics, types and codes that this service itself defines. */
export interface MessagingMetrics {
  readonly handled: Counter<'group' | 'type'>;
  /** `not_asked_for`: of a type that nobody in the group asks for; `duplicate`: handled before. */
  readonly skipped: Counter<'group' | 'why'>;
  readonly parked: Counter<'group' | 'code'>;
  readonly retries: Counter<'group'>;
  /** Deleted from the log before the group had read them. */
  readonly lost: Counter<'group' | 'topic'>;
  readonly lostRanges: Gauge;
  readonly batchMessages: Histogram<'group'>;
  readonly batchSeconds: Histogram<'group'>;
  readonly lag: Gauge<'group' | 'topic' | 'partition'>;
  readonly lastPollAge: Gauge<'group'>;
  readonly outboxDepth: Gauge;
  readonly outboxOldestAge: Gauge;
  readonly parkedNow: Gauge<'direction' | 'state'>;
  readonly published: Counter<'topic'>;
  readonly relaySeconds: Histogram;
  relayed(topic: string, ageMs: number): void;
}

interface HistogramShape<Label extends string> {
  readonly buckets: number[];
  readonly labelNames?: readonly Label[];
}

const made = new WeakMap<Registry, MessagingMetrics>();

/** The metrics in `registry`, made once. */
export function messagingMetrics(registry: Registry): MessagingMetrics {
  const existing = made.get(registry);
  if (existing !== undefined) return existing;
  const metrics = makeMetrics([registry]);
  made.set(registry, metrics);
  return metrics;
}

function makeMetrics(registers: Registry[]): MessagingMetrics {
  const counter = <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []): Counter<Label> =>
    new Counter({ name: `openprepay_${name}`, help, labelNames, registers });
  const gauge = <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []): Gauge<Label> =>
    new Gauge({ name: `openprepay_${name}`, help, labelNames, registers });
  const histogram = <Label extends string = never>(name: string, help: string, shape: HistogramShape<Label>): Histogram<Label> =>
    new Histogram({ name: `openprepay_${name}`, help, labelNames: [], ...shape, registers });

  const published = counter('outbox_published_total', 'Events the relay has sent', ['topic']);
  const relaySeconds = histogram('outbox_relay_seconds', 'From the insert into the outbox to the answer of the broker', {
    buckets: SECONDS,
  });
  return {
    handled: counter('events_handled_total', 'Events whose effects are committed', ['group', 'type']),
    skipped: counter('events_skipped_total', 'Events without effect here', ['group', 'why']),
    parked: counter('events_parked_total', 'Messages parked or held', ['group', 'code']),
    retries: counter('events_retries_total', 'Transactions of events that were tried again', ['group']),
    lost: counter('messages_lost_total', 'Messages that were deleted before the group had read them', ['group', 'topic']),
    lostRanges: gauge('lost_ranges', 'Ranges of messages that were lost, or logs made anew, that nobody has decided on'),
    batchMessages: histogram('events_batch_messages', 'Messages per transaction', { buckets: BATCH_SIZES, labelNames: ['group'] }),
    batchSeconds: histogram('events_batch_seconds', 'From taking a batch to its commit', { buckets: SECONDS, labelNames: ['group'] }),
    lag: gauge('consumer_lag_messages', 'Messages on the broker that the group has not committed', ['group', 'topic', 'partition']),
    lastPollAge: gauge('consumer_last_poll_age_seconds', 'Since the last answered fetch', ['group']),
    outboxDepth: gauge('outbox_depth', 'Events committed but not sent'),
    outboxOldestAge: gauge('outbox_oldest_age_seconds', 'Age of the oldest event that is not sent'),
    parkedNow: gauge('parked_messages', 'Messages that wait for a decision', ['direction', 'state']),
    published,
    relaySeconds,
    relayed: (topic, ageMs) => {
      published.inc({ topic });
      relaySeconds.observe(Math.max(0, ageMs) / 1_000);
    },
  };
}
