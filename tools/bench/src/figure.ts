/** One measured number. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** What of ours is shown beside which ceiling, and what it should reach. */
interface Beside {
  /** Names of figures; the first that was measured in the same run is shown. */
  readonly ceilings?: readonly string[];
  readonly goal?: { readonly atLeast: number } | { readonly atMost: number };
}

/** After one part was killed, until the next vend completes. */
const recoveryGoals = Object.fromEntries(
  ['vending', 'key-management', 'gateway', 'billing', 'telemetry', 'postgres', 'kafka', 'mqtt'].flatMap((part) => [
    [`recovery: ${part}, embedded, worst`, { goal: { atMost: 5_000 } }],
    [`recovery: ${part}, apache, worst`, { goal: { atMost: 12_000 } }],
  ]),
);

const BESIDE: Readonly<Record<string, Beside>> = {
  'vends: booked': { ceilings: ['postgres: commits, 8 connections'], goal: { atLeast: 300 } },
  'vends: latency p99': { goal: { atMost: 250 } },
  'readings: messages acknowledged': { ceilings: ['mqtt: messages, QoS 1'], goal: { atLeast: 5_000 } },
  'readings: messages stored': { ceilings: ['embedded-kafka: produced in batches'] },
  'readings: points stored': { ceilings: ['postgres: COPY'], goal: { atLeast: 20_000 } },
  ...recoveryGoals,
  'sts.ea07.encode': { ceilings: ['sts.ea07.native-encode', 'sts.ea07.naive-encode'], goal: { atLeast: 1_500_000 } },
  'sts.ea07.decode': { ceilings: ['sts.ea07.native-decode'] },
  'sts.ea07.encode-with-dkga02': { ceilings: ['sts.ea07.native-encode-with-dkga02'], goal: { atLeast: 300_000 } },
  'sts.ea11.encode': { ceilings: ['sts.ea11.native-encode', 'sts.ea11.naive-encode'], goal: { atLeast: 2_000_000 } },
  'sts.ea11.decode': { ceilings: ['sts.ea11.native-decode'] },
  'sts.ea11.encode-with-dkga04': { ceilings: ['sts.ea11.native-encode-with-dkga04'], goal: { atLeast: 250_000 } },
};

/** A figure with what it is to be read beside. */
export interface ReportedFigure extends Figure {
  readonly ratio?: { readonly of: string; readonly value: number };
  readonly goal?: string;
  readonly reached?: boolean;
}

/** Puts each figure beside its ceiling, as far as that was measured in the same run, and its goal. */
export function beside(figures: readonly Figure[]): readonly ReportedFigure[] {
  const byName = new Map(figures.map((figure) => [figure.name, figure]));
  return figures.map((figure) => {
    const { ceilings = [], goal } = BESIDE[figure.name] ?? {};
    const measured = ceilings.map((name) => byName.get(name)).find((found) => found !== undefined);
    return {
      ...figure,
      ...(measured === undefined || measured.value === 0
        ? {}
        : { ratio: { of: measured.name, value: rounded(figure.value / measured.value) } }),
      ...(goal === undefined ? {} : reach(figure.value, goal)),
    };
  });
}

const reach = (value: number, goal: NonNullable<Beside['goal']>): { readonly goal: string; readonly reached: boolean } =>
  'atLeast' in goal
    ? { goal: `≥ ${goal.atLeast}`, reached: value >= goal.atLeast }
    : { goal: `≤ ${goal.atMost}`, reached: value <= goal.atMost };

const rounded = (value: number): number => Number(value.toPrecision(3));

/** The same as a table for people. */
export function table(figures: readonly ReportedFigure[]): string {
  const rows = figures.map(({ name, value, unit, ratio, goal, reached }) => [
    name,
    value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 2 : 0 }),
    unit,
    ratio === undefined ? '' : `${ratio.value} of ${ratio.of}`,
    goal === undefined ? '' : `${goal}${reached ? '' : ' not reached'}`,
  ]);
  const lines = [['figure', 'value', 'unit', 'beside', 'goal'], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...lines.map((line) => line[column]!.length)));
  const toLine = (line: readonly string[]): string =>
    line
      .map((cell, column) => (column === 1 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd();
  return [toLine(lines[0]!), widths.map((width) => '-'.repeat(width)).join('  '), ...lines.slice(1).map(toLine)].join('\n');
}
