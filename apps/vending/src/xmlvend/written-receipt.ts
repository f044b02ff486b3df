import { formatCredit, moneyMinor } from '@openprepay/quantities';
import { UNITS } from '@openprepay/sts';
import type { PricedLine, UnitsGrant } from '@openprepay/tariffs';
import type { ProfileName, Value } from '@openprepay/xmlvend';
import type { CompletedVend, Vend, VendToken } from '../vend/vend.js';
import { keyChangeIssueOf } from './written-key-change.js';
import { amountOf, meterDetailOf, resourceOf } from './written-answer.js';

type SaleParts = Value<'CreditVendTx'>;

interface Priced {
  readonly currency: string;
  readonly lines: readonly PricedLine[];
  readonly tariff: { readonly code: string };
}

/** What was made for the meter with a sale. */
type Issues = Pick<SaleParts, 'creditTokenIssue' | 'kcTokenIssue'>;

/**
 * The lines of a sale as transactions that add up to its tender: what bought units with its tax is one, every charge, levy and debt
 * another.
 */
export function transactionsOf(profile: ProfileName, priced: Priced, issues: Issues = {}): readonly Value<'Tx'>[] {
  const { currency, lines, tariff } = priced;
  // units that nobody pays for have no line
  if (lines.length === 0 && issues.creditTokenIssue)
    return [{ type: 'CreditVendTx', amt: amountOf(moneyMinor(0n), currency), tariff: { name: tariff.code }, ...issues }];
  return lines.flatMap((line): readonly Value<'Tx'>[] => {
    const amt = amountOf(line.amountMinor, currency);
    switch (line.kind) {
      case 'energy':
        return [{ type: 'CreditVendTx', ...energyParts(profile, priced, line), ...issues }];
      case 'fixed-charge':
        return [{ type: 'ServiceChrgTx', amt, accDesc: `${line.code} ${line.month}` }];
      case 'levy':
        return [{ type: 'ServiceChrgTx', amt, accDesc: line.code }];
      case 'debt':
        return [{ type: 'DebtRecoveryTx', amt, accDesc: line.code, accNo: line.debtId }];
      case 'tax':
        return [];
    }
  });
}

function energyParts(
  profile: ProfileName,
  { currency, lines, tariff }: Priced,
  energy: Extract<PricedLine, { kind: 'energy' }>,
): SaleParts {
  const taxes = lines.filter(({ kind }) => kind === 'tax');
  const totalMinor = taxes.reduce((sum, { amountMinor }) => sum + amountMinor, energy.amountMinor as bigint);
  return {
    amt: amountOf(totalMinor as typeof energy.amountMinor, currency),
    ...(taxes.length > 0 && { tax: taxes.map(({ amountMinor }) => ({ type: 'VAT' as const, amt: amountOf(amountMinor, currency) })) }),
    tariff: { name: tariff.code },
    ...stepsOf(profile, energy, currency),
  };
}

/** The blocks that the units were bought in, where the profile has a way to say it. */
function stepsOf(profile: ProfileName, { blocks }: Extract<PricedLine, { kind: 'energy' }>, currency: string): Partial<SaleParts> {
  switch (profile) {
    case 'conlog':
      return {
        tariffBreakdown: {
          type: 'StepTariffBreakdown',
          steps: {
            Step: blocks.map(({ units, rate }) => ({ units: { value: units, siUnit: '' }, rate: { value: rate, symbol: currency } })),
          },
        },
      };
    case 'hexing':
      return {
        creditStep: {
          creditStepTx: blocks.map(({ units, rate }) => ({
            price: { value: rate, symbol: currency },
            units: { value: units, siUnit: '' },
          })),
        },
      };
    case 'plain':
    case 'itron':
      return {};
  }
}

/** The receipt of a sale. What tokens it has beside its credit are told to the customer in words: none is left out. */
export function receiptOf(profile: ProfileName, vend: CompletedVend): Value<'CreditVendReceipt'> {
  const { outcome, currency, tenderMinor } = vend;
  return {
    receiptNo: outcome.receiptNumber,
    transactions: {
      tx: transactionsOf(profile, vend, issuesOf(profile, vend)),
      tenderAmt: amountOf(tenderMinor, currency),
    },
  };
}

/** The token that has a place of its own: the first that is credit. */
const creditOf = ({ outcome }: CompletedVend): VendToken | undefined =>
  outcome.tokens.find(({ kind }) => kind === 'credit') ?? outcome.tokens[0];

function issuesOf(profile: ProfileName, vend: CompletedVend): Issues {
  const token = creditOf(vend);
  const set = profile === 'hexing' ? vend.outcome.keyChangeTokens : undefined;
  return {
    ...(token && { creditTokenIssue: issueOf(vend, token) }),
    ...(set && set.length > 0 && { kcTokenIssue: keyChangeIssueOf(set) }),
  };
}

/** A sale as one transaction, for whoever verifies its token. */
export const saleOf = (profile: ProfileName, vend: CompletedVend, token: VendToken): SaleParts => {
  const energy = vend.lines.find((line) => line.kind === 'energy');
  return {
    ...(energy && energyParts(profile, vend, energy)),
    receiptNo: vend.outcome.receiptNumber,
    creditTokenIssue: issueOf(vend, token),
  };
};

/** Units that were carried over from another meter: one transaction, which nobody paid for. */
export function transferOf(vend: CompletedVend): SaleParts {
  const token = creditOf(vend);
  return {
    receiptNo: vend.outcome.receiptNumber,
    amt: amountOf(moneyMinor(0n), vend.currency),
    ...(token && { creditTokenIssue: issueOf(vend, token) }),
    tariff: { name: vend.tariff.code },
  };
}

/** A sale as it was, with all that was paid and without what it made: that has been taken back. */
export const originalOf = (profile: ProfileName, vend: Vend): SaleParts => {
  const energy = vend.lines.find((line) => line.kind === 'energy');
  return {
    ...(energy && energyParts(profile, vend, energy)),
    amt: amountOf(vend.tenderMinor, vend.currency),
    ...('receiptNumber' in vend.outcome && { receiptNo: vend.outcome.receiptNumber }),
  };
};

/** What is told apart of units that nobody pays for. */
const given = {
  'free-basic': 'FBECredTokenIssue',
  'free-issue': 'FreeCredTokenIssue',
  replacement: 'MCTCredTokenIssue',
} as const satisfies Record<UnitsGrant['kind'], Value<'CreditTokenIssue'>['type']>;

const issueOf = ({ meter, commodity, effect }: CompletedVend, { token, amountTenths }: VendToken): Value<'CreditTokenIssue'> => ({
  type: effect.grant ? given[effect.grant.kind] : 'SaleCredTokenIssue',
  desc: commodity,
  meterDetail: meterDetailOf(meter.meterNumber, meter.keyData),
  token: { type: 'STS1Token', stsCipher: token },
  units: { value: formatCredit(amountTenths), siUnit: UNITS[commodity] },
  resource: resourceOf(commodity),
});

/** What a customer has to know beside the receipt. */
export function customerMessage(vend: CompletedVend): string {
  const { sampleTables, keyChangeTokens = [], tokens } = vend.outcome;
  const credit = creditOf(vend);
  return [
    ...(sampleTables ? ['SAMPLE TABLES: no field meter accepts this token'] : []),
    ...keyChangeMessage(keyChangeTokens),
    ...tokens.filter((one) => one !== credit).map(({ kind, token }) => `${kind} ${token}`),
  ].join('; ');
}

/** No profile has a place for every set: it is told in words, in the order in which it is entered. */
const keyChangeMessage = (tokens: readonly { readonly token: string }[]): readonly string[] =>
  tokens.length === 0 ? [] : [`NEW KEY: enter all older tokens, then ${tokens.map(({ token }) => token).join(', ')}, and then this one`];
