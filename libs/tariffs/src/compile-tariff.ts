import {
  add,
  creditTenths,
  divideHalfUp,
  minorDigits,
  moneyMinor,
  parseMoney,
  parseScaled,
  type CreditTenths,
  type MoneyMinor,
} from '@openprepay/quantities';
import { parseInstantMs } from './instant.js';
import { FREE_UNIT_DECIMALS, PERCENT_DECIMALS, RATE_DECIMALS, UNIT_DECIMALS } from './parse-tariff-document.js';
import { ENERGY_CODE, type EnergyBlock, type Levy, type TariffDocument, type UnitRounding } from './tariff-document.js';
import type { FixedChargeTax } from './supply-state.js';

const DEFAULT_TIME_ZONE = 'UTC';
const DEFAULT_UNIT_STEP = '0.1';

/**
 * A fraction of one (a percentage / 100) is a whole number of 10^-6, and so is a rate: a levy's net per unit then has at most 12
 * decimals and its tax 18. On these fixed scales every product is a whole number, and pricing needs no fractions to be cancelled.
 */
export const MICRO = 10n ** 6n;

/** One block with all that a unit in it costs, in smallest units of the currency. */
export interface CompiledBlock {
  /** 10^-6 units; undefined on the last block. */
  readonly upToMicro: bigint | undefined;
  readonly rate: string;
  /** The same, as a number: 10^-6 minor per unit. */
  readonly rateE6: bigint;
  /** Per unit, all taxes and levies in: 10^-18 minor. */
  readonly costE18: bigint;
  /** Per unit, what the tax rests on: 10^-12 minor. */
  readonly taxableE12: bigint;
  /** Per unit, each levy without its tax, in document order: 10^-12 minor. */
  readonly levyNetsE12: readonly bigint[];
}

export interface CompiledFixedCharge {
  readonly code: string;
  /** Tax included. */
  readonly grossMinor: MoneyMinor;
  readonly tax?: FixedChargeTax;
}

/** A tariff document with its defaults applied and its decimals turned into whole numbers, once. */
export interface CompiledTariff {
  readonly document: TariffDocument;
  readonly validFromMs: number;
  readonly timeZone: string;
  readonly blocks: readonly CompiledBlock[];
  readonly levyCodes: readonly string[];
  readonly fixedCharges: readonly CompiledFixedCharge[];
  readonly taxCode: string | undefined;
  /** 10^-6 of one: 16 % is 160 000. */
  readonly taxMicro: bigint;
  readonly minimumTenderMinor: MoneyMinor;
  readonly maximumTenderMinor: MoneyMinor | undefined;
  readonly unitStepMicro: bigint;
  readonly unitRounding: UnitRounding;
  /** Of a tender, what fixed charges and debts may take: 10^-6 of one, all of it without a cap. */
  readonly chargesCapMicro: bigint;
  /** Undefined where the tariff gives none. */
  readonly freeUnits: { readonly tenths: CreditTenths; readonly countsTowardBlocks: boolean } | undefined;
}

/** A fraction of one in 10^-6, from percent. */
export const percentToMicro = (percent: string): bigint => parseScaled(percent, PERCENT_DECIMALS);

/**
 * Prepares a tariff version for the many vends that it prices.
 * @param document as `parseTariffDocument` gives it; nothing is checked again
 */
export function compileTariff(document: TariffDocument): CompiledTariff {
  const { tax, currency } = document;
  const money = (text: string): MoneyMinor => parseMoney(text, currency);
  const validFromMs = parseInstantMs(document.validFrom);
  if (validFromMs === undefined) throw new RangeError('compileTariff takes a document that has been parsed');

  return {
    document,
    validFromMs,
    timeZone: document.timeZone ?? DEFAULT_TIME_ZONE,
    blocks: document.energy.blocks.map((block) => compileBlock(block, document)),
    levyCodes: (document.levies ?? []).map(({ code }) => code),
    fixedCharges: (document.fixedCharges ?? []).map(({ code, amount }) => compileFixedCharge(code, money(amount), document)),
    taxCode: tax?.code,
    taxMicro: tax ? percentToMicro(tax.percent) : 0n,
    minimumTenderMinor: document.minimumTender === undefined ? moneyMinor(0n) : money(document.minimumTender),
    maximumTenderMinor: document.maximumTender === undefined ? undefined : money(document.maximumTender),
    unitStepMicro: parseScaled(document.unitStep ?? DEFAULT_UNIT_STEP, UNIT_DECIMALS),
    unitRounding: document.unitRounding ?? 'down',
    chargesCapMicro: document.chargesCap === undefined ? MICRO : percentToMicro(document.chargesCap.share),
    freeUnits: document.freeUnits && {
      tenths: creditTenths(parseScaled(document.freeUnits.amount, FREE_UNIT_DECIMALS)),
      countsTowardBlocks: document.freeUnits.countsTowardBlocks ?? false,
    },
  };
}

function compileBlock(block: EnergyBlock, document: TariffDocument): CompiledBlock {
  const { tax, levies = [], currency } = document;
  const minorPerMajor = 10n ** BigInt(minorDigits(currency));
  const isTaxed = (code: string): boolean => tax?.appliesTo.includes(code) ?? false;
  const rateE6 = parseScaled(block.rate, RATE_DECIMALS) * minorPerMajor;
  const levyNetsE12 = levies.map((levy) => levyNetE12(levy, rateE6, minorPerMajor));

  let taxableE12 = isTaxed(ENERGY_CODE) ? rateE6 * MICRO : 0n;
  let netE12 = rateE6 * MICRO;
  levies.forEach(({ code }, index) => {
    const levyE12 = levyNetsE12[index]!;
    netE12 += levyE12;
    if (isTaxed(code)) taxableE12 += levyE12;
  });
  return {
    upToMicro: block.upTo === undefined ? undefined : parseScaled(block.upTo, UNIT_DECIMALS),
    rate: block.rate,
    rateE6,
    costE18: netE12 * MICRO + taxableE12 * (tax ? percentToMicro(tax.percent) : 0n),
    taxableE12,
    levyNetsE12,
  };
}

const levyNetE12 = (levy: Levy, rateE6: bigint, minorPerMajor: bigint): bigint =>
  'perUnit' in levy ? parseScaled(levy.perUnit, RATE_DECIMALS) * minorPerMajor * MICRO : rateE6 * percentToMicro(levy.percent);

function compileFixedCharge(code: string, netMinor: MoneyMinor, { tax }: TariffDocument): CompiledFixedCharge {
  if (!tax?.appliesTo.includes(code)) return { code, grossMinor: netMinor };
  return {
    code,
    grossMinor: add(netMinor, moneyMinor(divideHalfUp(netMinor * percentToMicro(tax.percent), MICRO))),
    tax: { code: tax.code, percent: tax.percent },
  };
}
