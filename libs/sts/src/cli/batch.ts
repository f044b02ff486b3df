import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Readable, type Writable } from 'node:stream';
import { type StaTables } from '../cipher/sta-tables.js';
import { answerCase } from './answer-case.js';
import { CliError, describeError } from './cli-error.js';
import { writeJson } from './json.js';

/** A case is a few hundred characters; a longer line is somebody's mistake. */
const LONGEST_LINE = 65_536;

/** What a batch run takes. */
export interface BatchOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Whether each answer also tells what its tokens decode to. */
  readonly decode: boolean;
  readonly tables?: StaTables | undefined;
}

/**
 * Answers JSON lines, one case each, with JSON lines in the same order: `{"tokens":[...]}`, or
 * `{"error":{"code","message"}}` for a line that cannot be answered, which does not stop the rest. Empty lines
 * are skipped.
 *
 * @returns how many lines were answered with an error
 */
export async function runBatch(options: BatchOptions): Promise<number> {
  const { input, output } = options;
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  let errors = 0;
  for await (const line of lines) {
    if (line.trim() === '') continue;
    const answer = answerLine(line, options);
    if (answer.isError) errors += 1;
    if (!output.write(`${answer.text}\n`)) await once(output, 'drain');
  }
  return errors;
}

function answerLine(line: string, { decode, tables }: BatchOptions): { readonly text: string; readonly isError: boolean } {
  try {
    const { tokens, decode: decoded } = answerCase(parseLine(line), tables);
    return { text: writeJson(decode ? { tokens, fields: decoded() } : { tokens }), isError: false };
  } catch (error) {
    const described = describeError(error);
    if (described === undefined) throw error;
    return { text: writeJson({ error: described }), isError: true };
  }
}

function parseLine(line: string): unknown {
  if (line.length > LONGEST_LINE) throw new CliError('sts.input_too_long', `a line has at most ${LONGEST_LINE} characters`);
  try {
    return JSON.parse(line) as unknown;
  } catch (cause) {
    throw new CliError('sts.input_not_json', 'the line is not JSON', { cause });
  }
}
