/**
 * Pricing a second time: slow, literal, one sentence of the tariff page after another, from the JSON document. It shares nothing
 * with src, and where the two differ, one of them has the page wrong.
 */
import { Fraction } from './fraction.js';

export interface NaiveDocument {
  readonly currencyDigits: number;
  readonly validFrom: string;
  readonly timeZone: string;
  readonly blocks: readonly { readonly upTo?: string; readonly rate: string }[];
  readonly levies: readonly { readonly code: string; readonly perUnit?: string; readonly percent?: string }[];
  readonly fixedCharges: readonly { readonly code: string; readonly amount: string }[];
  readonly tax: { readonly code: string; readonly percent: string; readonly appliesTo: readonly string[] } | undefined;
  readonly minimumTender: string | undefined;
  readonly maximumTender: string | undefined;
  readonly unitStep: string;
  readonly unitRounding: string;
  /** Percent of a tender that charges and debts take at most. */
  readonly chargesCap: string | undefined;
}

interface NaiveDue {
  readonly month: string;
  readonly code: string;
  readonly gross: bigint;
  readonly taxPercent: string | undefined;
  readonly taxCode: string | undefined;
}

export interface NaiveState {
  readonly month: string;
  readonly units: Fraction;
  readonly due: readonly NaiveDue[];
  readonly accruedThrough: string | undefined;
  readonly startedAt: number;
}

export interface NaiveDebt {
  readonly code: string;
  readonly outstanding: bigint;
  readonly share?: string;
  readonly amount?: bigint;
}

export interface NaiveLine {
  readonly kind: string;
  readonly code: string;
  readonly amount: bigint;
  readonly month?: string;
}

export interface NaiveVend {
  readonly lines: readonly NaiveLine[];
  readonly tenths: bigint;
  /** What the energy line has beyond the price of the units. */
  readonly remainder: bigint;
  readonly next: NaiveState;
}

export type NaiveOutcome = NaiveVend | 'tender_below_minimum' | 'tender_above_maximum' | 'tender_buys_no_units';

const zero = new Fraction(0n);
const one = new Fraction(1n);
const hundred = new Fraction(100n);

export function naivePrice(
  versions: readonly NaiveDocument[],
  { at, tender, state, debts }: { at: number; tender: bigint; state: NaiveState; debts: readonly NaiveDebt[] },
): NaiveOutcome {
  const tariff = holdingAt(versions, at);
  if (!tariff) throw new Error('the twin is asked before the first version');
  const minor = new Fraction(10n ** BigInt(tariff.currencyDigits));
  const T = new Fraction(tender);
  if (tariff.minimumTender !== undefined && !T.isAtLeast(Fraction.read(tariff.minimumTender).times(minor))) return 'tender_below_minimum';
  if (tariff.maximumTender !== undefined && !Fraction.read(tariff.maximumTender).times(minor).isAtLeast(T)) return 'tender_above_maximum';

  const month = localMonth(tariff.timeZone, at);
  const unitsThisMonth = state.month === month ? state.units : zero;
  const due = [...state.due, ...newlyDue(versions, tariff.timeZone, state, month)];
  const lines: NaiveLine[] = [];
  const taxes: { code: string; amount: bigint }[] = [];
  let R = tender;
  // 0. What the two steps that follow may take
  let K = tariff.chargesCap === undefined ? tender : T.times(Fraction.read(tariff.chargesCap)).dividedBy(hundred).floor();

  // 1. Fixed charges
  const stillDue: NaiveDue[] = [];
  for (const charge of due) {
    const g = [R, charge.gross, K].reduce((a, b) => (a < b ? a : b));
    const chargeP = Fraction.read(charge.taxPercent ?? '0').dividedBy(hundred);
    const tax = new Fraction(g).times(chargeP).dividedBy(one.plus(chargeP)).halfUp();
    lines.push({ kind: 'fixed-charge', code: charge.code, month: charge.month, amount: g - tax });
    taxes.push({ code: charge.taxCode ?? 'none', amount: tax });
    R -= g;
    K -= g;
    if (charge.gross - g > 0n) stillDue.push({ ...charge, gross: charge.gross - g });
  }

  // 2. Debts
  for (const debt of debts) {
    const wanted = debt.share === undefined ? debt.amount! : T.times(Fraction.read(debt.share)).dividedBy(hundred).floor();
    const taken = [R, debt.outstanding, wanted, K].reduce((a, b) => (a < b ? a : b));
    lines.push({ kind: 'debt', code: debt.code, amount: taken });
    R -= taken;
    K -= taken;
  }

  // 3. Energy
  const energy = naiveEnergy(tariff, R, unitsThisMonth);
  if (!energy) return 'tender_above_maximum';
  lines.push(...energy.lines);
  taxes.push({ code: tariff.tax?.code ?? 'none', amount: energy.tax });

  // 4. One tax line per tax code
  for (const code of new Set(taxes.map((tax) => tax.code))) {
    lines.push({ kind: 'tax', code, amount: taxes.filter((tax) => tax.code === code).reduce((sum, tax) => sum + tax.amount, 0n) });
  }

  const tenths = tokenTenths(tariff, energy.units);
  if (tenths === undefined) return 'tender_above_maximum';
  if (tenths === 0n) return 'tender_buys_no_units';
  const units = unitsThisMonth.plus(new Fraction(tenths, 10n));
  return {
    lines: lines.filter(({ amount }) => amount !== 0n),
    tenths,
    remainder: energy.lines[0]!.amount - priceOfUnits(energy, tenths),
    next: { ...state, month, units, due: stillDue, accruedThrough: month },
  };
}

interface NaiveEnergy {
  readonly lines: readonly NaiveLine[];
  readonly tax: bigint;
  readonly units: Fraction;
  readonly bought: readonly { readonly units: Fraction; readonly rate: Fraction }[];
}

/** Starting at the units of the month, fill each block up to its `upTo`, until R is spent; undefined if it never is. */
function naiveEnergy(tariff: NaiveDocument, R: bigint, unitsThisMonth: Fraction): NaiveEnergy | undefined {
  const minor = new Fraction(10n ** BigInt(tariff.currencyDigits));
  const p = tariff.tax ? Fraction.read(tariff.tax.percent).dividedBy(hundred) : zero;
  const pOf = (code: string): Fraction => (tariff.tax !== undefined && tariff.tax.appliesTo.includes(code) ? p : zero);
  let rest = new Fraction(R);
  let position = unitsThisMonth;
  const bought: { units: Fraction; rate: Fraction; nets: readonly Fraction[] }[] = [];
  for (const block of tariff.blocks) {
    const room = block.upTo === undefined ? undefined : Fraction.read(block.upTo).minus(position);
    if (rest.over === 0n || (room && !(room.over > 0n))) continue;

    const rate = Fraction.read(block.rate).times(minor);
    const nets = tariff.levies.map((levy) =>
      levy.perUnit === undefined ? rate.times(Fraction.read(levy.percent!)).dividedBy(hundred) : Fraction.read(levy.perUnit).times(minor),
    );
    let unitCost = rate.times(one.plus(pOf('energy')));
    tariff.levies.forEach(({ code }, index) => {
      unitCost = unitCost.plus(nets[index]!.times(one.plus(pOf(code))));
    });

    let units: Fraction;
    if (room && rest.isAtLeast(room.times(unitCost))) units = room;
    else if (unitCost.over === 0n) return undefined;
    else units = rest.dividedBy(unitCost);
    rest = rest.minus(units.times(unitCost));
    position = position.plus(units);
    bought.push({ units, rate, nets });
  }

  const sum = (parts: readonly Fraction[]): Fraction => parts.reduce((total, part) => total.plus(part), zero);
  const levies = tariff.levies.map(({ code }, index) => ({ code, net: sum(bought.map(({ units, nets }) => units.times(nets[index]!))) }));
  const energyTax = pOf('energy').times(sum(bought.map(({ units, rate }) => units.times(rate))));
  const tax = sum([energyTax, ...levies.map(({ code, net }) => pOf(code).times(net))]).halfUp();
  const levyLines = levies.map(({ code, net }) => ({ kind: 'levy', code, amount: net.halfUp() }));
  const amount = levyLines.reduce((left, levy) => left - levy.amount, R) - tax;
  return { lines: [{ kind: 'energy', code: 'energy', amount }, ...levyLines], tax, units: sum(bought.map(({ units }) => units)), bought };
}

/** halfUp of the receipt's units at their rates: as much of each block as was bought, and what is over in the last one. */
function priceOfUnits({ bought }: NaiveEnergy, tenths: bigint): bigint {
  let rest = new Fraction(tenths, 10n);
  let price = zero;
  for (const [index, { units, rate }] of bought.entries()) {
    const isLast = index === bought.length - 1;
    const sold = isLast || !rest.isAtLeast(units) ? rest : units;
    price = price.plus(sold.times(rate));
    rest = rest.minus(sold);
  }
  return price.halfUp();
}

/** Rounded to `unitStep`, then to the next amount that an STS Amount field can hold. */
function tokenTenths(tariff: NaiveDocument, units: Fraction): bigint | undefined {
  const step = Fraction.read(tariff.unitStep);
  const steps = units.dividedBy(step);
  const rounded = { down: steps.floor(), nearest: steps.halfUp(), up: steps.ceiling() }[tariff.unitRounding]!;
  return nextAmount(new Fraction(rounded).times(step).times(new Fraction(10n)));
}

/** On the first of each month in the tariff's time zone, and in the month that the supply starts, by the version in force then. */
function newlyDue(versions: readonly NaiveDocument[], timeZone: string, state: NaiveState, until: string): NaiveDue[] {
  const startMonth = localMonth(timeZone, state.startedAt);
  const due: NaiveDue[] = [];
  for (let month = startMonth; month <= until; month = monthAfter(month)) {
    if (state.accruedThrough !== undefined && month <= state.accruedThrough) continue;
    const tariff = holdingAt(versions, month === startMonth ? state.startedAt : firstOfMonth(timeZone, month));
    for (const { code, amount } of tariff?.fixedCharges ?? []) {
      const isTaxed = tariff!.tax?.appliesTo.includes(code) ?? false;
      const net = Fraction.read(amount)
        .times(new Fraction(10n ** BigInt(tariff!.currencyDigits)))
        .floor();
      const percent = isTaxed ? tariff!.tax!.percent : '0';
      const gross = net + new Fraction(net).times(Fraction.read(percent)).dividedBy(hundred).halfUp();
      if (gross === 0n) continue;
      due.push({ month, code, gross, taxPercent: isTaxed ? percent : undefined, taxCode: isTaxed ? tariff!.tax!.code : undefined });
    }
  }
  return due;
}

const holdingAt = (versions: readonly NaiveDocument[], at: number): NaiveDocument | undefined =>
  [...versions].reverse().find(({ validFrom }) => Date.parse(validFrom) <= at);

/** Every amount of the standard's formula: t = m × 10^e + the sum of 16384 × 10^(n − 1) for n = 1..e. */
const AMOUNTS: readonly bigint[] = [0, 1, 2, 3].flatMap((e) =>
  Array.from({ length: 16_384 }, (_, m) => {
    let t = m * 10 ** e;
    for (let n = 1; n <= e; n++) t += 16_384 * 10 ** (n - 1);
    return BigInt(t);
  }),
);

function nextAmount(tenths: Fraction): bigint | undefined {
  let [low, high] = [0, AMOUNTS.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (new Fraction(AMOUNTS[middle]!).isAtLeast(tenths)) high = middle;
    else low = middle + 1;
  }
  return AMOUNTS[low];
}

const remembered = new Map<string, number | string>();
function remember<Value extends number | string>(key: string, work: () => Value): Value {
  if (!remembered.has(key)) remembered.set(key, work());
  return remembered.get(key) as Value;
}

const HOUR_MS = 3_600_000;

/** Looked up by the hour: all zones of the test change their clocks on the hour. */
export const localMonth = (timeZone: string, at: number): string =>
  remember(`${timeZone} ${Math.floor(at / HOUR_MS)}`, () => new Date(at).toLocaleDateString('sv-SE', { timeZone }).slice(0, 7));

const firstOfMonth = (timeZone: string, month: string): number =>
  remember(`first ${timeZone} ${month}`, () => {
    let at = Date.parse(`${month}-01T00:00:00Z`) - 20 * HOUR_MS;
    while (localMonth(timeZone, at) !== month) at += HOUR_MS;
    return at;
  });

const monthAfter = (month: string): string => {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
};
