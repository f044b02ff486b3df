import { type Readable, type Writable } from 'node:stream';
import { explainToken } from '../explain.js';
import { encodeKeyChangeSet } from '../key-change-set.js';
import { keyCheckValue } from '../keys/key-check-value.js';
import { parseMeterNumber, parseMeterPan } from '../meter-number.js';
import { toHex } from '../octets.js';
import { formatToken } from '../token-digits.js';
import { instantOf } from '../token-identifier.js';
import { decodeToken } from '../token.js';
import { runBatch } from './batch.js';
import { CliError, describeError } from './cli-error.js';
import { conformanceCommand } from './conformance.js';
import { drawExplanation } from './draw-explanation.js';
import { encodeCommand } from './encode.js';
import { writeJson } from './json.js';
import {
  type Options,
  algorithmOf,
  baseDateOf,
  cipherOf,
  derivationOf,
  derivedKey,
  hasKey,
  integerOption,
  keyTypeOf,
  newDecoderKey,
  newParametersOf,
  parseOptions,
  readKey,
  tablesOf,
} from './options.js';
import { USAGE } from './usage.js';

/** Where a command reads and writes. */
export interface CliStreams {
  readonly input: Readable;
  readonly output: Writable;
  readonly errors: Writable;
}

/** What a command answers: text for people, and the same as data. */
interface Answer {
  readonly text: string;
  readonly data: unknown;
  readonly exitCode?: number;
}

const EXIT_OK = 0;
const EXIT_REFUSED = 1;
const EXIT_USAGE = 2;
const NEVER_EXPIRES = 255;
const PAN_DIGITS = 18;

/**
 * Runs one command.
 *
 * @param args without node and the program
 * @returns the exit code: 0, 1 when something was refused, 2 when the command line is wrong
 */
export async function runCli(args: readonly string[], streams: CliStreams): Promise<number> {
  try {
    const options = parseOptions(args);
    const [command] = options.positionals;
    if (command === 'batch') {
      await runBatch({ ...streams, decode: options.flags.decode === true, tables: tablesOf(options) });
      return EXIT_OK;
    }
    const answer = await answerCommand(command, options);
    streams.output.write(options.flags.json ? `${writeJson(answer.data, 2)}\n` : answer.text);
    warnOfSampleTables(options, streams.errors);
    return answer.exitCode ?? EXIT_OK;
  } catch (error) {
    const described = describeError(error);
    if (described === undefined) throw error;
    if (args.includes('--json')) streams.output.write(`${writeJson({ error: described }, 2)}\n`);
    else streams.errors.write(`${described.code}: ${described.message}\n`);
    return described.code === 'sts.usage' ? EXIT_USAGE : EXIT_REFUSED;
  }
}

async function answerCommand(command: string | undefined, options: Options): Promise<Answer> {
  if (options.flags.help) return { text: USAGE, data: { usage: USAGE } };
  switch (command) {
    case 'encode': {
      const token = encodeCommand(options, new Date());
      return { text: `${formatToken(token)}\n`, data: { token } };
    }
    case 'decode':
      return decodeCommand(options);
    case 'explain': {
      const explanation = explainToken(argument(options, 'a token'), optionalCipher(options), baseDateOf(options));
      return { text: drawExplanation(explanation), data: explanation };
    }
    case 'key':
      return keyCommand(options);
    case 'key-change':
      return keyChangeCommand(options);
    case 'check':
      return checkCommand(options);
    case 'conformance':
      return conformanceCommand(options);
    case 'help':
      return { text: USAGE, data: { usage: USAGE } };
    default:
      throw new CliError('sts.usage', 'commands: encode, decode, explain, key, key-change, check, batch, conformance, help');
  }
}

function decodeCommand(options: Options): Answer {
  const token = decodeToken(argument(options, 'a token'), optionalCipher(options));
  const issuedAt = 'tokenIdentifier' in token ? { issuedAt: instantOf(token.tokenIdentifier, baseDateOf(options)).toISOString() } : {};
  const data = { ...token, ...issuedAt };
  const lines = Object.entries(data).map(([name, value]) => `${name}: ${String(value)}\n`);
  return { text: lines.join(''), data };
}

function keyCommand(options: Options): Answer {
  const data = {
    decoderKey: toHex(derivedKey(options)),
    encryptionAlgorithm: algorithmOf(options),
    keyCheckValue: keyCheckValue(derivationOf(options), readKey(options, 'vending-key')),
  };
  return { text: `decoder key      ${data.decoderKey}\nvending key KCV  ${data.keyCheckValue}\n`, data };
}

function keyChangeCommand(options: Options): Answer {
  const { keyType, keyRevision, supplyGroupCode, tariffIndex, baseDate } = newParametersOf(options);
  const tokens = encodeKeyChangeSet(
    {
      newDecoderKey: newDecoderKey(options),
      currentKeyType: keyTypeOf(options),
      keyType,
      keyRevision,
      keyExpiry: integerOption(options, 'key-expiry', NEVER_EXPIRES),
      supplyGroupCode,
      tariffIndex,
      rollover: baseDate > baseDateOf(options),
      includeSupplyGroup: options.flags['include-supply-group'] === true,
    },
    cipherOf(options),
  );
  return { text: tokens.map((token) => `${formatToken(token)}\n`).join(''), data: { tokens } };
}

function checkCommand(options: Options): Answer {
  const number = argument(options, 'a meter number');
  const data = number.length === PAN_DIGITS ? parseMeterPan(number) : parseMeterNumber(number);
  return {
    text: `meter number       ${data.meterNumber}   check digit right\nmanufacturer code  ${data.manufacturerCode}\nmeter PAN          ${data.pan}\n`,
    data,
  };
}

function optionalCipher(options: Options): ReturnType<typeof cipherOf> | undefined {
  return hasKey(options) ? cipherOf(options) : undefined;
}

function argument(options: Options, what: string): string {
  const given = options.positionals.slice(1).join('');
  if (given === '') throw new CliError('sts.usage', `${options.positionals[0]} needs ${what}`);
  return given;
}

function warnOfSampleTables(options: Options, errors: Writable): void {
  if (options.text.tables !== undefined || algorithmOf(options) !== 'EA07' || !hasKey(options)) return;
  errors.write('note: EA07 with the sample tables; no meter in the field accepts these tokens\n');
}
