/** What of ours is shown beside which ceiling, and what it should reach. */
export interface Beside {
  /** Names of figures; the first that was measured in the same run is shown. */
  readonly ceilings?: readonly string[];
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
}

const PROCESSES = ['platform', 'vending', 'key-management', 'gateway', 'billing', 'telemetry', 'postgres', 'kafka', 'mqtt', 'bench'];
const SERVICES = ['vending', 'key-management', 'gateway', 'billing', 'telemetry'];

const each = (names: readonly string[], of: (name: string) => readonly [string, Beside]): Readonly<Record<string, Beside>> =>
  Object.fromEntries(names.map(of));

const aCommit = ['postgres: processor of a commit'];

/** By the name of a figure, without the number of meters where it was measured with several. */
export const BESIDE: Readonly<Record<string, Beside>> = {
  'vends: sold': { ceilings: ['postgres: commits, 8 connections'] },
  'vends: booked': { ceilings: ['postgres: commits, 8 connections'], goal: { atLeast: 300 } },
  'vends: latency p50': { ceilings: ['postgres: latency of a commit'] },
  'vends: latency p99': { ceilings: ['postgres: latency of a commit'], goal: { atMost: 250 } },
  ...each(PROCESSES, (name) => [`vends: processor, ${name}`, { ceilings: aCommit }]),
  'readings: messages acknowledged': { ceilings: ['mqtt: messages, QoS 1'], goal: { atLeast: 5_000 } },
  'readings: messages stored': { ceilings: ['embedded-kafka: produced in batches'] },
  'readings: points stored': { ceilings: ['postgres: COPY'], goal: { atLeast: 20_000 } },
  ...each(PROCESSES, (name) => [`readings: processor, ${name}`, { ceilings: aCommit }]),
  'backlog: drained': { ceilings: ['vends: booked', 'postgres: commits, 8 connections'] },
  'backlog: latency p50 of live sales': { ceilings: ['vends: latency p50', 'postgres: latency of a commit'] },
  'backlog: latency p99 of live sales': { ceilings: ['vends: latency p99', 'postgres: latency of a commit'], goal: { atMost: 1_000 } },
  'imports: rows kept': { ceilings: ['imports: COPY of the same rows'] },
  'imports: rows registered': { ceilings: ['imports: COPY of the same rows'] },
  ...each(PROCESSES, (name) => [`imports: processor, ${name}`, { ceilings: aCommit }]),
  'campaign: sets issued': { ceilings: ['postgres: commits, 8 connections'], goal: { atLeast: 50_000 } },
  'campaign: latency p50 of sales before it': { ceilings: ['postgres: latency of a commit'] },
  'campaign: latency p99 of sales before it': { ceilings: ['postgres: latency of a commit'] },
  'campaign: latency p50 of live sales': { ceilings: ['campaign: latency p50 of sales before it'] },
  'campaign: latency p99 of live sales': { ceilings: ['campaign: latency p99 of sales before it'], goal: { atMost: 1_000 } },
  ...each(PROCESSES, (name) => [`campaign: processor, ${name}`, { ceilings: aCommit }]),
  'dashboard: script of /sign-in, gzipped': { goal: { atMost: 250 } },
  'dashboard: script of /sell, gzipped': { goal: { atMost: 250 } },
  'dashboard: frames of /, 300 events a second': { goal: { atLeast: 30 } },
  'dashboard: frames of /alarms, 300 events a second': { goal: { atLeast: 30 } },
  'idle: processor': { goal: { atMost: 5 } },
  'idle: memory': { goal: { atMost: 900 } },
  'start: first': { goal: { atMost: 10 } },
  'start: again': { goal: { atMost: 10 } },
  ...each(SERVICES, (name) => [`start: processor, ${name}`, { ceilings: ['start: processor of an empty Node'], goal: { atMost: 1.5 } }]),
  // After one part was killed, until the next vend completes.
  ...each([...SERVICES, 'postgres', 'kafka', 'mqtt'], (part) => [`recovery: ${part}, embedded, worst`, { goal: { atMost: 5_000 } }]),
  ...each([...SERVICES, 'postgres', 'kafka', 'mqtt'], (part) => [`recovery: ${part}, apache, worst`, { goal: { atMost: 12_000 } }]),
  'sts.ea07.encode': { ceilings: ['sts.ea07.native-encode', 'sts.ea07.naive-encode'], goal: { atLeast: 1_500_000 } },
  'sts.ea07.decode': { ceilings: ['sts.ea07.native-decode'] },
  'sts.ea07.encode-with-dkga02': { ceilings: ['sts.ea07.native-encode-with-dkga02'], goal: { atLeast: 300_000 } },
  'sts.ea11.encode': { ceilings: ['sts.ea11.native-encode', 'sts.ea11.naive-encode'], goal: { atLeast: 2_000_000 } },
  'sts.ea11.decode': { ceilings: ['sts.ea11.native-decode'] },
  'sts.ea11.encode-with-dkga04': { ceilings: ['sts.ea11.native-encode-with-dkga04'], goal: { atLeast: 250_000 } },
};
