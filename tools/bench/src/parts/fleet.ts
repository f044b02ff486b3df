import { signIn } from '@openprepay/standalone/gateway-client';
import type { RunningProcess } from '@openprepay/standalone/run-file';
import type { Bench } from '../bench-context.js';
import type { Figure } from '../figure.js';
import { memoryOf } from '../memory.js';
import { processorFigures, processorTimes } from '../processor.js';
import { type BenchPlatform, count } from './bench-platform.js';
import { growFleet, OF_THE_HEAD_END } from './bulk-meters.js';
import { FleetProcess } from './fleet-process.js';
import { type Cell, closeCells, openCells } from './head-end-cells.js';
import { settled } from './settled.js';

const HEARD = 'select count(*) from meter_state where connected';

/**
 * A fleet that the head-end knows, and a part of it that is connected: each meter comes in, asks for its tokens and its commands, reports
 * once and stays. What is measured is what they take, and how soon a fleet of that size is counted and listed.
 */
export async function measureFleet(platform: BenchPlatform, { root, options, say }: Bench): Promise<readonly Figure[]> {
  const { registered, sessions, brokerSessions } = options;
  say(`the head-end is told of meters, up to ${registered}`);
  const meters = await growFleet(platform, registered, OF_THE_HEAD_END);
  const known = await count(platform, 'telemetry', 'select count(*) from meter');
  const cells = await openCells(root, platform, Math.ceil(sessions / brokerSessions));
  try {
    say(`${sessions} of them connect, brokers: ${cells.length}`);
    return [
      { name: 'fleet: registered', value: known, unit: 'meters' },
      { name: 'fleet: brokers', value: cells.length, unit: 'processes' },
      ...(await measureSessions(platform, cells, { root, brokerSessions, meterNumbers: meters.slice(-sessions) })),
    ];
  } finally {
    await closeCells(cells);
  }
}

interface Joining {
  readonly root: string;
  readonly brokerSessions: number;
  readonly meterNumbers: readonly string[];
}

async function measureSessions(
  platform: BenchPlatform,
  cells: readonly Cell[],
  { root, brokerSessions, meterNumbers }: Joining,
): Promise<readonly Figure[]> {
  const running = async (): Promise<readonly RunningProcess[]> => [
    ...(await platform.processes()),
    ...cells.flatMap(({ processes }) => processes),
  ];
  const heard = (): Promise<number> => count(platform, 'telemetry', HEARD);
  const wanted = (await heard()) + meterNumbers.length;
  const before = { memory: byName(await memoryOf(await running())), processor: await processorTimes(await running()) };
  const fleet = cells.map(() => FleetProcess.start(root));
  try {
    const startedAt = performance.now();
    await Promise.all(
      fleet.map((part, nth) =>
        part.connect({
          port: cells[nth]!.brokerPort,
          meterNumbers: meterNumbers.slice(nth * brokerSessions, (nth + 1) * brokerSessions),
          password: platform.logins[0]!.password,
          nowMs: Date.now(),
        }),
      ),
    );
    const seconds = (performance.now() - startedAt) / 1_000;
    const missing = wanted - (await settled(heard, wanted)).count;
    const after = { memory: byName(await memoryOf(await running())), processor: await processorTimes(await running()) };
    const lists = await listFigures(platform);
    const connected = (await Promise.all(fleet.map((part) => part.connected()))).reduce((sum, one) => sum + one, 0);
    return [
      { name: 'fleet: connected', value: connected, unit: 'meters' },
      { name: 'fleet: connections taken', value: meterNumbers.length / seconds, unit: 'meters/s' },
      ...processorFigures(before.processor, after.processor, { part: 'fleet', what: 'connection', count: meterNumbers.length }),
      ...memoryFigures(before.memory, after.memory, meterNumbers.length),
      ...lists,
      { name: 'fleet: lost', value: Math.max(missing, meterNumbers.length - connected), unit: 'meters' },
    ];
  } finally {
    await Promise.all(fleet.map((part) => part.end()));
  }
}

/** Of which there may be several. */
type Megabytes = ReadonlyMap<string, number>;

function byName(memory: readonly (readonly [name: string, megabytes: number])[]): Megabytes {
  const sums = new Map<string, number>();
  for (const [name, megabytes] of memory) sums.set(name, (sums.get(name) ?? 0) + megabytes);
  return sums;
}

const KB_OF_A_MB = 1_000;

/** What the parts have once all are there, and what of it each connection has brought. */
function memoryFigures(before: Megabytes, after: Megabytes, connections: number): readonly Figure[] {
  const sum = (memory: Megabytes): number => [...memory.values()].reduce((total, one) => total + one, 0);
  const each = (from: number, to: number): number => ((to - from) * KB_OF_A_MB) / connections;
  return [
    { name: 'fleet: memory', value: sum(after), unit: 'MB' },
    ...[...after].map(([name, value]) => ({ name: `fleet: memory, ${name}`, value, unit: 'MB' })),
    { name: 'fleet: memory of a connection', value: each(sum(before), sum(after)), unit: 'kB' },
    ...OF_A_CONNECTION.map((name) => ({
      name: `fleet: memory of a connection, ${name}`,
      value: each(before.get(name) ?? 0, after.get(name) ?? 0),
      unit: 'kB',
    })),
  ];
}

/** The parts that every connection goes through. */
const OF_A_CONNECTION = ['mqtt', 'telemetry'];

/** How soon a person who looks at the fleet sees it; the second of two answers, as whoever looks on does. */
async function listFigures({ gatewayUrl, password }: BenchPlatform): Promise<readonly Figure[]> {
  const { telemetry } = await signIn(gatewayUrl, { username: 'operator', password });
  const timed = async (ask: () => Promise<unknown>): Promise<number> => {
    await ask();
    const startedAt = performance.now();
    await ask();
    return performance.now() - startedAt;
  };
  return [
    { name: 'fleet: counts answered', value: await timed(() => telemetry.readFleet({})), unit: 'ms' },
    {
      name: 'fleet: connected meters listed',
      value: await timed(() => telemetry.listMeters({ query: { connected: 'true' } })),
      unit: 'ms',
    },
    {
      name: 'fleet: meters never heard of listed',
      value: await timed(() => telemetry.listMeters({ query: { presence: 'never-seen' } })),
      unit: 'ms',
    },
  ];
}
