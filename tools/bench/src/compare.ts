import { columns, forPeople, type ReportedFigure } from './figure.js';

export interface Comparison {
  readonly text: string;
  /** Names of the figures whose ratio to their ceiling is worse than the threshold allows. */
  readonly worse: readonly string[];
}

interface Compared {
  readonly before: ReportedFigure;
  readonly after: ReportedFigure;
}

/** Where more is worse. */
const SPENT = /^(ms|s|MB|%)(\/|$)/;

/**
 * Puts two runs side by side, figure by figure. What counts is each figure's ratio to the ceiling of its own run: how fast the machine
 * was falls out of it. A figure without a ratio in both runs is shown and does not count.
 *
 * @param percent by how much a ratio may be worse
 */
export function compare(before: readonly ReportedFigure[], after: readonly ReportedFigure[], percent: number): Comparison {
  const byName = new Map(before.map((figure) => [figure.name, figure]));
  const both = after.flatMap((figure): readonly Compared[] => {
    const earlier = byName.get(figure.name);
    return earlier ? [{ before: earlier, after: figure }] : [];
  });
  const worse = both.filter((pair) => worsening(pair) > percent / 100).map(({ after: { name } }) => name);
  const rows = both.map((pair) => {
    const { before: earlier, after: later } = pair;
    return [
      later.name,
      forPeople(earlier.value),
      forPeople(later.value),
      later.unit,
      earlier.value === 0 ? '' : (later.value / earlier.value).toPrecision(3),
      comparable(pair) ? `${earlier.ratio!.value} → ${later.ratio!.value}` : '',
      worse.includes(later.name) ? `worse by more than ${percent} %` : '',
    ];
  });
  return { text: columns(['figure', 'before', 'after', 'unit', 'after/before', 'ratio to its ceiling', ''], rows), worse };
}

/** 0.25 where a ratio is a quarter worse than it was; below zero where it is better. */
function worsening(pair: Compared): number {
  if (!comparable(pair)) return 0;
  const change = pair.after.ratio!.value / pair.before.ratio!.value;
  if (SPENT.test(pair.after.unit)) return change - 1;
  return change === 0 ? Infinity : 1 / change - 1;
}

const comparable = ({ before, after }: Compared): boolean =>
  before.ratio !== undefined && after.ratio !== undefined && before.ratio.of === after.ratio.of && before.ratio.value > 0;
