import { CliError } from './cli-error.js';
import { type ConformanceReport, type Vector, type VectorKind, judgeAnswers, writeReport } from './conformance-report.js';
import { commandImplementation, httpImplementation } from './implementation.js';
import { type Options } from './options.js';
import { readVectorFile } from './vector-file.js';

const TIMEOUT_SECONDS = 10;
const MS_PER_SECOND = 1_000;

/**
 * Runs the vectors against an implementation and reports.
 *
 * @throws {CliError} `sts.usage`, `sts.implementation_failed`
 */
export async function conformanceCommand(
  options: Options,
): Promise<{ readonly text: string; readonly data: ConformanceReport; readonly exitCode: number }> {
  const { command, url, name, kind, timeout } = options.text;
  if ((command === undefined) === (url === undefined)) throw new CliError('sts.usage', 'conformance needs --command or --url');
  const seconds = Number(timeout ?? TIMEOUT_SECONDS);
  if (!(seconds > 0)) throw new CliError('sts.usage', '--timeout must be a number of seconds');
  const file = readVectorFile();
  const vectors = file.vectors.filter((vector) => kind === undefined || vector.kind === (kind as VectorKind));
  if (vectors.length === 0) throw new CliError('sts.usage', 'no vector is of this kind');

  const startedAt = new Date();
  const cases = vectors.map(withoutExpected);
  const timeoutMs = seconds * MS_PER_SECOND;
  const answers =
    url === undefined ? await commandImplementation(command!, cases, timeoutMs) : await httpImplementation(url, cases, timeoutMs);
  const report = judgeAnswers(vectors, answers, {
    name: name ?? url ?? command!,
    startedAt: startedAt.toISOString(),
    vectorDigest: file.digest,
  });
  return { text: writeReport(report), data: report, exitCode: report.failed === 0 ? 0 : 1 };
}

function withoutExpected({ expected: _, ...given }: Vector): Readonly<Record<string, unknown>> {
  return given;
}
