import type { Commodity } from '@openprepay/contracts/wire';
import { formatCredit, minorDigits, type MoneyMinor, moneyMinor, sum } from '@openprepay/quantities';
import type { PricedLine } from '@openprepay/tariffs';
import type { MeterKeyData } from '../meters/meter.js';
import { SANDBOX } from '../receipts/slip.js';
import type { CompletedVend } from '../vend/vend.js';
import { numberOfCurrency } from './currency-numbers.js';

/** Digits on a keypad. @source IEC 62055-41 6.1.3, token technology 02 */
const KEYPAD = '02';

const services = { electricity: 'ELECTRICITY', water: 'WATER', gas: 'GAS', time: 'TIME' } as const satisfies Record<Commodity, string>;

export const meterOf = (meterId: string, key: MeterKeyData, commodity: Commodity) => ({
  meterId,
  serviceType: services[commodity],
  supplyGroupCode: key.supplyGroupCode,
  keyRevisionNum: String(key.keyRevision),
  tariffIndex: key.tariffIndex,
  tokenTechCode: KEYPAD,
  algorithmCode: key.encryptionAlgorithm.slice(-2),
});

/** The interface has room for so much. */
const MAX_NAME_LENGTH = 40;
export const utilityOf = (utility: string, sandbox: boolean | undefined) => ({
  name: utility.slice(0, MAX_NAME_LENGTH),
  ...(sandbox && { message: SANDBOX }),
});

export const customerOf = (accountNumber: string | undefined) => ({ lastName: accountNumber ?? '', address: '' });

export const ledgerAmount = (minor: MoneyMinor, currency: string) => ({ amount: Number(minor), currency: numberOfCurrency(currency) });

/** What prices have, sold or not. */
interface Priced {
  readonly currency: string;
  readonly lines: readonly PricedLine[];
  readonly commodity: Commodity;
}

const of = <Kind extends PricedLine['kind']>(lines: readonly PricedLine[], ...kinds: readonly Kind[]) =>
  lines.filter((line): line is Extract<PricedLine, { readonly kind: Kind }> => (kinds as readonly string[]).includes(line.kind));
const total = (lines: readonly PricedLine[]): MoneyMinor => sum([moneyMinor(0n), ...lines.map(({ amountMinor }) => amountMinor)]);

/**
 * The money of a sale: tokens without tax, the tax, and what else was taken.
 * @param outstanding of each debt, where it is known
 */
export function moneyOf({ currency, lines, commodity }: Priced, outstanding: ReadonlyMap<string, MoneyMinor>) {
  const amountOf = (minor: MoneyMinor) => ledgerAmount(minor, currency);
  return {
    purchaseTotal: amountOf(total(of(lines, 'energy'))),
    taxTotal: amountOf(total(of(lines, 'tax'))),
    utilityType: services[commodity],
    debtRecoveryCharges: of(lines, 'debt').map(({ code, debtId, amountMinor }) => ({
      amount: amountOf(amountMinor),
      description: code.slice(0, MAX_NAME_LENGTH),
      balance: amountOf(outstanding.get(debtId) ?? moneyMinor(0n)),
    })),
    serviceCharges: of(lines, 'fixed-charge', 'levy').map(({ code, amountMinor }) => ({
      amount: amountOf(amountMinor),
      description: code.slice(0, MAX_NAME_LENGTH),
    })),
  };
}

/** The tokens of a sale in the order in which they are entered: another key before the credit. */
export function tokensOf({ currency, lines, effect, outcome }: CompletedVend) {
  const nothing = ledgerAmount(moneyMinor(0n), currency);
  const { receiptNumber: receiptNum } = outcome;
  const energy = of(lines, 'energy');
  const amount = { ...ledgerAmount(total(energy), currency), tax: Number(total(of(lines, 'tax'))), taxType: 'VAT' };
  return [
    ...(outcome.keyChangeTokens ?? []).map(({ token }) => ({ tokenType: 'KC', units: 0, amount: nothing, receiptNum, token })),
    ...outcome.tokens.map(({ token, amountTenths }) => ({
      tokenType: effect.grant?.kind === 'free-basic' ? 'BSST' : 'STD',
      units: Number(formatCredit(amountTenths)),
      amount,
      receiptNum,
      token,
      tariffCalc: energy.flatMap(({ blocks }) =>
        blocks.map(({ units, rate }) => ({ units: Number(units), rate: Number(`${rate}e${minorDigits(currency)}`) })),
      ),
    })),
  ];
}
