export type VectorKind = 'credit' | 'currency' | 'management' | 'test' | 'key-change';

/** One entry of the vector file, as far as the report needs it. */
export interface Vector {
  readonly kind: VectorKind;
  readonly expected: readonly string[];
  readonly [member: string]: unknown;
}

/** One case that an implementation got wrong. */
export interface ConformanceFailure {
  /** The place of the vector in its file, from 0. */
  readonly index: number;
  readonly kind: VectorKind;
  readonly given: Readonly<Record<string, unknown>>;
  readonly expected: readonly string[];
  /** The tokens it made, or what it answered instead, shortened. */
  readonly answered: readonly string[] | string;
}

export interface ConformanceReport {
  readonly implementation: string;
  readonly startedAt: string;
  /** SHA-256 of the vector file. */
  readonly vectorDigest: string;
  readonly passed: number;
  readonly failed: number;
  readonly byKind: readonly { readonly kind: VectorKind; readonly passed: number; readonly failed: number }[];
  readonly failures: readonly ConformanceFailure[];
}

const LONGEST_ANSWER = 200;
const SHOWN_FAILURES = 20;

/** Compares an implementation's answers, in the order of the vectors, with what they must be. */
export function judgeAnswers(
  vectors: readonly Vector[],
  answers: readonly unknown[],
  run: { readonly name: string; readonly startedAt: string; readonly vectorDigest: string },
): ConformanceReport {
  const failures = vectors.flatMap((vector, index) => {
    const answered = tokensOf(answers[index]);
    return sameTokens(answered, vector.expected) ? [] : [failureOf(vector, index, answered)];
  });
  const kinds = [...new Set(vectors.map(({ kind }) => kind))].sort();
  const count = (list: readonly { readonly kind: VectorKind }[], kind: VectorKind): number =>
    list.filter((entry) => entry.kind === kind).length;
  return {
    implementation: run.name,
    startedAt: run.startedAt,
    vectorDigest: run.vectorDigest,
    passed: vectors.length - failures.length,
    failed: failures.length,
    byKind: kinds.map((kind) => ({ kind, passed: count(vectors, kind) - count(failures, kind), failed: count(failures, kind) })),
    failures,
  };
}

/** The report as text to keep. */
export function writeReport(report: ConformanceReport): string {
  const rows = report.byKind.map(
    ({ kind, passed, failed }) => `  ${kind.padEnd(12)}${String(passed).padStart(7)}${String(failed).padStart(9)}`,
  );
  const shown = report.failures.slice(0, SHOWN_FAILURES).flatMap(describeFailure);
  const hidden = report.failures.length - SHOWN_FAILURES;
  return [
    'STS conformance report (IEC 62055-41, EA07 with the sample tables, EA11)',
    `implementation  ${report.implementation}`,
    `started         ${report.startedAt}`,
    `vector file     sha256 ${report.vectorDigest}`,
    '',
    `  ${'kind'.padEnd(12)}${'passed'.padStart(7)}${'failed'.padStart(9)}`,
    ...rows,
    '',
    ...shown,
    ...(hidden > 0 ? [`and ${hidden} more; --json lists all`, ''] : []),
    report.failed === 0 ? `PASSED: all ${report.passed} vectors` : `FAILED: ${report.failed} of ${report.passed + report.failed} vectors`,
    '',
  ].join('\n');
}

function describeFailure({ index, kind, given, expected, answered }: ConformanceFailure): readonly string[] {
  return [
    `vector ${index} (${kind})`,
    `  given     ${JSON.stringify(given)}`,
    `  expected  ${expected.join(' ')}`,
    `  answered  ${typeof answered === 'string' ? answered : answered.join(' ')}`,
    '',
  ];
}

function failureOf({ expected, ...given }: Vector, index: number, answered: readonly string[] | string): ConformanceFailure {
  return { index, kind: given.kind, given, expected, answered };
}

function tokensOf(answer: unknown): readonly string[] | string {
  const tokens: unknown = typeof answer === 'object' && answer !== null && 'tokens' in answer ? answer.tokens : undefined;
  if (Array.isArray(tokens) && tokens.every((token): token is string => typeof token === 'string')) return tokens;
  return answer === undefined ? 'nothing' : JSON.stringify(answer).slice(0, LONGEST_ANSWER);
}

function sameTokens(answered: readonly string[] | string, expected: readonly string[]): boolean {
  return typeof answered !== 'string' && answered.length === expected.length && answered.every((token, index) => token === expected[index]);
}
