import { inspect } from 'node:util';
import { moneyMinor } from '@openprepay/quantities';
import { describe, expect, it } from 'vitest';
import {
  compileTariff,
  newSupplyState,
  parseTariffDocument,
  priceTender,
  remainderOf,
  TariffError,
  type Debt,
  type PricedVend,
  type TariffVersion,
} from '../src/index.js';
import { Fraction } from './fraction.js';
import { localMonth, naivePrice, type NaiveDebt, type NaiveDocument, type NaiveOutcome, type NaiveState } from './naive.js';
import { Random, randomFrame, randomTariff, type Frame } from './random-tariff.js';

const VENDS = 100_000;
const VENDS_PER_SUPPLY = 5;
const SEED = Number(process.env['TARIFFS_SEED'] ?? 20_261_101);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Supply {
  readonly versions: readonly TariffVersion[];
  readonly naiveVersions: readonly NaiveDocument[];
  readonly frame: Frame;
}

function randomSupply(random: Random): Supply {
  const frame = randomFrame(random);
  let from = Date.UTC(2026, random.below(12), random.chance(50) ? 1 : 20);
  const tariffs = Array.from({ length: 1 + random.below(3) }, () => {
    const tariff = randomTariff(random, frame, new Date(from).toISOString());
    from += (1 + random.below(60)) * DAY_MS;
    return tariff;
  });
  return {
    frame,
    versions: tariffs.map(({ json }, index) => ({ version: index + 1, tariff: compileTariff(parseTariffDocument(json)) })),
    naiveVersions: tariffs.map(({ naive }) => naive),
  };
}

function randomDebts(random: Random): { debts: Debt[]; naiveDebts: NaiveDebt[] } {
  const naiveDebts = Array.from({ length: random.below(4) }, (_, index): NaiveDebt => {
    const outstanding = BigInt(random.below(random.chance(60) ? 500 : 1_000_000));
    const recovery = random.chance(50) ? { share: random.decimal(60, 4) } : { amount: BigInt(random.below(5_000)) };
    return { code: `debt-${index}`, outstanding, ...recovery };
  });
  const debts = naiveDebts.map(({ code, outstanding, share, amount }): Debt => ({
    ...{ debtId: code, code, outstandingMinor: moneyMinor(outstanding) },
    recovery: share === undefined ? { amountMinor: moneyMinor(amount!) } : { share },
  }));
  return { debts, naiveDebts };
}

function ours(price: () => PricedVend): PricedVend | string {
  try {
    return price();
  } catch (error) {
    if (error instanceof TariffError) return error.code.replace('tariffs.', '');
    throw error;
  }
}

/** It stands on the energy line, and with it is left out where that comes to nothing. */
const remainder = (minor: bigint | undefined): readonly string[] => (minor === undefined ? [] : [`remainder ${minor}`]);

/** Both sides as text, of the parts that must be equal. */
const describeOurs = (vend: PricedVend | string): readonly string[] =>
  typeof vend === 'string'
    ? [vend]
    : [
        `${vend.unitsTenths} tenths`,
        ...vend.lines.map((line) => `${line.kind} ${line.code} ${line.kind === 'fixed-charge' ? line.month : ''} ${line.amountMinor}`),
        ...remainder(remainderOf(vend.lines)),
        ...vend.nextState.fixedChargesDue.map(({ month, code, grossMinor }) => `due ${month} ${code} ${grossMinor}`),
        `${vend.nextState.unitsThisMonth.tenths} tenths in ${vend.nextState.unitsThisMonth.month}`,
        `accrued through ${vend.nextState.chargesAccruedThrough}`,
      ];

const describeTwin = (vend: NaiveOutcome): readonly string[] =>
  typeof vend === 'string'
    ? [vend]
    : [
        `${vend.tenths} tenths`,
        ...vend.lines.map(({ kind, code, month, amount }) => `${kind} ${code} ${month ?? ''} ${amount}`),
        ...remainder(vend.lines.some(({ kind }) => kind === 'energy') ? vend.remainder : undefined),
        ...vend.next.due.filter(({ gross }) => gross > 0n).map(({ month, code, gross }) => `due ${month} ${code} ${gross}`),
        `${vend.next.units.times(new Fraction(10n)).floor()} tenths in ${vend.next.month}`,
        `accrued through ${vend.next.accruedThrough}`,
      ];

describe('priceTender beside its naive twin', () => {
  it(`agrees over ${VENDS} random tariffs, states, debts and tenders (TARIFFS_SEED=${SEED})`, { timeout: 300_000 }, () => {
    const random = new Random(SEED);
    const seen = new Map<string, number>();
    for (let supplyNumber = 0; supplyNumber < VENDS / VENDS_PER_SUPPLY; supplyNumber++) {
      const supply = randomSupply(random);
      const firstFrom = supply.versions[0]!.tariff.validFromMs;
      const startedAt = firstFrom + (random.below(80) - 30) * DAY_MS;
      let at = Math.max(firstFrom, startedAt) + random.below(20) * HOUR_MS;
      let state = newSupplyState(new Date(startedAt));
      let twin: NaiveState = { month: localMonth('UTC', 0), units: new Fraction(0n), due: [], accruedThrough: undefined, startedAt };

      for (let vendNumber = 0; vendNumber < VENDS_PER_SUPPLY; vendNumber++) {
        const { debts, naiveDebts } = randomDebts(random);
        const tenderMinor = moneyMinor(BigInt(random.below(10 ** (2 + random.below(5)))));
        const vend = ours(() => priceTender({ versions: supply.versions, at: new Date(at), tenderMinor, state, debts }));
        const expected = naivePrice(supply.naiveVersions, { at, tender: tenderMinor, state: twin, debts: naiveDebts });

        // plain texts first: 100 000 deep matchers would be most of the run
        const [mine, theirs] = [describeOurs(vend), describeTwin(expected)];
        if (mine.join() !== theirs.join()) {
          const where = { seed: SEED, supplyNumber, at, state, tenderMinor, debts, tariffs: supply.naiveVersions };
          expect(mine, inspect(where, { depth: 6 })).toEqual(theirs);
        }
        const outcome = typeof vend === 'string' ? vend : 'sold';
        seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
        if (typeof vend !== 'string') state = vend.nextState;
        if (typeof expected !== 'string') twin = expected.next;
        at += random.below(45) * DAY_MS * random.below(2) + random.below(30) * HOUR_MS;
      }
    }
    // a run that hardly sells would compare nothing
    expect(seen.get('sold')).toBeGreaterThan(VENDS / 2);
    expect([...seen.keys()].sort()).toEqual(['sold', 'tender_above_maximum', 'tender_below_minimum', 'tender_buys_no_units']);
  });
});
