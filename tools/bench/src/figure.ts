import { BESIDE, type Beside } from './ceilings.js';

/** One measured number. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** A figure with what it is to be read beside. */
export interface ReportedFigure extends Figure {
  readonly ratio?: { readonly of: string; readonly value: number };
  readonly goal?: string;
  readonly reached?: boolean;
}

const WITH_METERS = /, with [\d,]+ meters$/;

/** The name of a figure that was measured with several numbers of meters, once for each. */
export const withMeters = (name: string, meters: number): string => `${name}, with ${meters.toLocaleString('en-US')} meters`;

/**
 * Puts each figure beside its ceiling, as far as that was measured in the same run, and its goal. Of one that was measured with
 * several numbers of meters, the first is put beside the ceiling, and each later one beside the first.
 */
export function beside(figures: readonly Figure[]): readonly ReportedFigure[] {
  const byName = new Map(figures.map((figure) => [figure.name, figure]));
  const firstOf = new Map<string, Figure>();
  return figures.map((figure) => {
    const plain = figure.name.replace(WITH_METERS, '');
    const { ceilings = [], goal } = BESIDE[plain] ?? {};
    const first = firstOf.get(plain);
    if (!first) firstOf.set(plain, figure);
    const measured = first ?? ceilings.map((name) => byName.get(name) ?? firstOf.get(name)).find((found) => found !== undefined);
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
    forPeople(value),
    unit,
    ratio === undefined ? '' : `${ratio.value} of ${ratio.of}`,
    goal === undefined ? '' : `${goal}${reached ? '' : ' not reached'}`,
  ]);
  return columns(['figure', 'value', 'unit', 'beside', 'goal'], rows);
}

export const forPeople = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 2 : 0 });

/** Rows below a heading, the second column to the right, as numbers stand. */
export function columns(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heading, ...rows];
  const widths = heading.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const toLine = (line: readonly string[]): string =>
    line
      .map((cell, column) => (column === 1 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd();
  return [toLine(heading), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(toLine)].join('\n');
}
