import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type StaTables, parseStaTables } from '../cipher/sta-tables.js';
import { type EncryptionAlgorithm, type TokenCipher, prepareCipher } from '../cipher/token-cipher.js';
import { type DecoderKeyParameters } from '../keys/decoder-key-parameters.js';
import { type DecoderKeyAlgorithm, deriveDecoderKey } from '../keys/decoder-key.js';
import { type KeyType, requireKeyType } from '../keys/key-type.js';
import { meterPan } from '../meter-number.js';
import { fromHex } from '../octets.js';
import { type BaseDate } from '../token-identifier.js';
import { CliError } from './cli-error.js';

const FLAGS = ['json', 'decode', 'include-supply-group', 'help'] as const;
// prettier-ignore
const VALUES = [
  'commodity', 'amount', 'at', 'token-identifier', 'random', 'watts', 'register', 'rate', 'factor', 'token-index', 'control-value',
  'flag-index', 'flag-value', 'tests', 'control', 'manufacturer-code',
  'algorithm', 'key', 'tables', 'vending-key', 'derivation', 'meter', 'pan', 'supply-group', 'tariff-index', 'key-revision', 'key-type', 'base-date',
  'new-key', 'new-vending-key', 'new-supply-group', 'new-tariff-index', 'new-key-revision', 'new-key-type', 'new-base-date', 'key-expiry',
  'command', 'url', 'name', 'kind', 'timeout',
] as const;

export type OptionName = (typeof VALUES)[number];
export type FlagName = (typeof FLAGS)[number];

/** A command line taken apart. */
export interface Options {
  readonly positionals: readonly string[];
  readonly text: Readonly<Partial<Record<OptionName, string>>>;
  readonly flags: Readonly<Partial<Record<FlagName, boolean>>>;
}

/** @throws {CliError} `sts.usage` for an option that does not exist */
export function parseOptions(args: readonly string[]): Options {
  const options = {
    ...Object.fromEntries(FLAGS.map((name) => [name, { type: 'boolean' as const }])),
    ...Object.fromEntries(VALUES.map((name) => [name, { type: 'string' as const }])),
  };
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { positionals, text: values, flags: values };
  } catch (cause) {
    const [message = ''] = (cause as Error).message.split('\n');
    throw new CliError('sts.usage', message, { cause });
  }
}

/** @throws {CliError} `sts.usage` when the option is missing */
export function requireOption(options: Options, name: OptionName): string {
  const text = options.text[name];
  if (text === undefined) throw new CliError('sts.usage', `--${name} is missing`);
  return text;
}

/** @throws {CliError} `sts.usage` unless the option is left out or an integer */
export function integerOption(options: Options, name: OptionName, otherwise?: number): number {
  const text = options.text[name] ?? otherwise?.toString() ?? requireOption(options, name);
  if (!/^\d{1,15}$/.test(text)) throw new CliError('sts.usage', `--${name} must be an integer`);
  return Number(text);
}

/** The cipher of the meter's present key. */
export function cipherOf(options: Options): TokenCipher {
  const algorithm = algorithmOf(options);
  const decoderKey = options.text.key === undefined ? derivedKey(options) : readKey(options, 'key');
  return prepareCipher({ algorithm, decoderKey, tables: tablesOf(options) });
}

/** Whether the options name a key at all; class 1 tokens need none. */
export function hasKey(options: Options): boolean {
  return options.text.key !== undefined || options.text['vending-key'] !== undefined;
}

export function algorithmOf(options: Options): EncryptionAlgorithm {
  return (options.text.algorithm ?? 'EA11') as EncryptionAlgorithm;
}

export function derivationOf(options: Options): DecoderKeyAlgorithm {
  return (options.text.derivation ?? 'DKGA04') as DecoderKeyAlgorithm;
}

export function baseDateOf(options: Options): BaseDate {
  return integerOption(options, 'base-date', 2014) as BaseDate;
}

/** The present key, derived. */
export function derivedKey(options: Options): Uint8Array {
  return deriveDecoderKey({ ...parametersOf(options), algorithm: derivationOf(options), vendingKey: readKey(options, 'vending-key') });
}

/** The new key of a key change, given or derived; what is not named stays as it is. */
export function newDecoderKey(options: Options): Uint8Array {
  if (options.text['new-key'] !== undefined) return readKey(options, 'new-key');
  const vendingKey = readKey(options, options.text['new-vending-key'] === undefined ? 'vending-key' : 'new-vending-key');
  return deriveDecoderKey({ ...newParametersOf(options), algorithm: derivationOf(options), vendingKey });
}

/** What the new key stands for, whether it is derived or given. */
export function newParametersOf(options: Options): DecoderKeyParameters {
  const { text } = options;
  const renamed = {
    ...options,
    text: {
      ...text,
      'supply-group': text['new-supply-group'] ?? text['supply-group'],
      'tariff-index': text['new-tariff-index'] ?? text['tariff-index'],
      'key-revision': text['new-key-revision'] ?? text['key-revision'],
      'key-type': text['new-key-type'] ?? text['key-type'],
      'base-date': text['new-base-date'] ?? text['base-date'],
    },
  } as Options;
  return parametersOf(renamed);
}

export function parametersOf(options: Options): DecoderKeyParameters {
  return {
    meterPan: options.text.pan ?? meterPan(requireOption(options, 'meter')),
    keyType: keyTypeOf(options),
    supplyGroupCode: requireOption(options, 'supply-group'),
    tariffIndex: requireOption(options, 'tariff-index'),
    keyRevision: integerOption(options, 'key-revision'),
    baseDate: baseDateOf(options),
    encryptionAlgorithm: algorithmOf(options),
  };
}

export function keyTypeOf(options: Options): KeyType {
  const keyType = integerOption(options, 'key-type', 2);
  requireKeyType(keyType);
  return keyType;
}

/** EA07's tables from a file, or undefined for the sample tables. @throws {StsError} `sts.tables_invalid` */
export function tablesOf(options: Options): StaTables | undefined {
  if (options.text.tables === undefined) return undefined;
  try {
    return parseStaTables(JSON.parse(readText(options.text.tables)));
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new CliError('sts.file_unreadable', 'the tables file is not JSON', { cause });
    throw cause;
  }
}

/** A key from the command line, or from a file if it starts with @. */
export function readKey(options: Options, name: OptionName): Uint8Array {
  const text = requireOption(options, name);
  return fromHex((text.startsWith('@') ? readText(text.slice(1)) : text).trim());
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CliError('sts.file_unreadable', `${path} cannot be read`, { cause });
  }
}
