import { randomInt } from 'node:crypto';
import { type Commodity } from '../commodity.js';
import { readDecimalUp } from '../decimal.js';
import { ALL_CREDIT_REGISTERS } from '../management-token.js';
import { type MeterTestAction, meterTestControl } from '../meter-test-actions.js';
import { isReserved, tokenIdentifierAt } from '../token-identifier.js';
import { type TokenFields, encodeToken } from '../token.js';
import { CliError } from './cli-error.js';
import { type Options, baseDateOf, cipherOf, integerOption, requireOption } from './options.js';

const RANDOM_VALUES = 16;
const TENTH_PLACES = 1;
const CURRENCY_PLACES = 5;

/** Makes the token that the options describe. @param now for tokens without --at */
export function encodeCommand(options: Options, now: Date): string {
  const fields = fieldsOf(options, now);
  const needsKey = fields.kind !== 'meter-test' && fields.kind !== 'extended-read';
  return encodeToken(fields, needsKey ? cipherOf(options) : undefined);
}

function fieldsOf(options: Options, now: Date): TokenFields {
  const [, kind] = options.positionals;
  switch (kind) {
    case 'credit':
      return { kind, commodity: commodityOf(options), ...issuedOf(options, now), amountTenths: amountOf(options, TENTH_PLACES) };
    case 'currency': {
      const { tokenIdentifier } = issuedOf(options, now);
      return { kind, commodity: commodityOf(options), tokenIdentifier, amountHundredThousandths: amountOf(options, CURRENCY_PLACES) };
    }
    case 'meter-test':
      return { kind, ...testOf(options) };
    case 'extended-read':
      return { kind, tokenIndex: integerOption(options, 'token-index'), control: Number.parseInt(requireOption(options, 'control'), 16) };
    case 'set-maximum-power-limit':
    case 'set-maximum-phase-power-unbalance-limit':
      return { kind, ...issuedOf(options, now), watts: integerOption(options, 'watts') };
    case 'clear-credit':
      return { kind, ...issuedOf(options, now), register: registerOf(options) };
    case 'set-tariff-rate':
      return { kind, ...issuedOf(options, now), rate: integerOption(options, 'rate') };
    case 'clear-tamper-condition':
      return { kind, ...issuedOf(options, now) };
    case 'set-water-meter-factor':
      return { kind, ...issuedOf(options, now), factor: integerOption(options, 'factor') };
    case 'extended-set': {
      const tokenIndex = integerOption(options, 'token-index');
      return { kind, ...issuedOf(options, now), tokenIndex, controlValue: integerOption(options, 'control-value') };
    }
    case 'extended-flag': {
      const flagValue = integerOption(options, 'flag-value') as 0 | 1;
      return { kind, ...issuedOf(options, now), flagIndex: integerOption(options, 'flag-index'), flagValue };
    }
    default:
      throw new CliError('sts.usage', 'encode needs a kind of token: sts help lists them');
  }
}

/** Without a list of what was issued there is no next free minute: this minute, or the one after a reserved one. */
function issuedOf(options: Options, now: Date): { readonly random: number; readonly tokenIdentifier: number } {
  const random = options.text.random === undefined ? randomInt(RANDOM_VALUES) : integerOption(options, 'random');
  if (options.text['token-identifier'] !== undefined) return { random, tokenIdentifier: integerOption(options, 'token-identifier') };
  const at = options.text.at === undefined ? now : new Date(options.text.at);
  if (Number.isNaN(at.getTime())) throw new CliError('sts.usage', '--at must be a time such as 2026-03-01T13:00:00Z');
  const tokenIdentifier = tokenIdentifierAt(at, baseDateOf(options));
  return { random, tokenIdentifier: isReserved(tokenIdentifier) ? tokenIdentifier + 1 : tokenIdentifier };
}

function commodityOf(options: Options): Commodity {
  return (options.text.commodity ?? 'electricity') as Commodity;
}

function amountOf(options: Options, places: number): bigint {
  const amount = readDecimalUp(requireOption(options, 'amount'), places);
  if (amount === undefined) throw new CliError('sts.usage', '--amount must be a decimal number');
  return amount;
}

function registerOf(options: Options): number {
  return options.text.register === 'all' ? ALL_CREDIT_REGISTERS : integerOption(options, 'register');
}

function testOf(options: Options): { readonly control: number; readonly manufacturerCode: string } {
  const manufacturerCode = options.text['manufacturer-code'] ?? '00';
  if (options.text.control !== undefined) return { control: Number.parseInt(options.text.control, 16), manufacturerCode };
  const tests = options.text.tests ?? 'all';
  const control = meterTestControl(
    tests === 'all' ? tests : (tests.split(',') as MeterTestAction[]),
    manufacturerCode.length === 4 ? 4 : 2,
  );
  return { control, manufacturerCode };
}
