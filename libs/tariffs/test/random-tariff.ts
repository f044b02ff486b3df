import type { NaiveDocument } from './naive.js';

/** A small seeded generator (mulberry32): the same seed gives the same run on every machine. */
export class Random {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 to below `limit`, which is at most 2^32. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** A decimal string from 0 to below `limit`, with up to so many decimals; small values come up as often as large ones. */
  decimal(limit: number, maxDecimals: number): string {
    const decimals = this.below(maxDecimals + 1);
    const whole = this.chance(50) ? this.below(limit) : this.below(Math.min(limit, 3));
    const fraction = Array.from({ length: decimals }, () => this.below(10)).join('');
    return decimals === 0 ? String(whole) : `${whole}.${fraction}`;
  }
}

const CURRENCIES: readonly (readonly [code: string, digits: number])[] = [
  ...[['KES', 2] as const, ['USD', 2] as const, ['UGX', 0] as const, ['JPY', 0] as const, ['KWD', 3] as const, ['CLF', 4] as const],
];
const ZONES = ['Africa/Nairobi', 'UTC', 'America/New_York', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Europe/Berlin', 'America/Asuncion'];

/** The same tariff as the API takes it and as the twin reads it. */
export interface RandomTariff {
  readonly json: Record<string, unknown>;
  readonly naive: NaiveDocument;
}

export interface Frame {
  readonly currency: string;
  readonly currencyDigits: number;
  readonly timeZone: string;
}

export function randomFrame(random: Random): Frame {
  const [currency, currencyDigits] = random.pick(CURRENCIES);
  return { currency, currencyDigits, timeZone: random.pick(ZONES) };
}

export function randomTariff(random: Random, frame: Frame, validFrom: string): RandomTariff {
  const { currency, currencyDigits, timeZone } = frame;
  const blocks = randomBlocks(random);
  const levies = Array.from({ length: random.below(4) }, (_, index) => {
    const code = `levy-${index}`;
    return random.chance(50) ? { code, perUnit: random.decimal(3, 6) } : { code, percent: random.decimal(101, 0) };
  });
  const fixedCharges = Array.from({ length: random.below(3) }, (_, index) => ({
    code: `charge-${index}`,
    amount: random.decimal(200, currencyDigits),
    per: 'month',
  }));
  const tax = random.chance(75)
    ? randomTax(
        random,
        [...levies, ...fixedCharges].map(({ code }) => code),
      )
    : undefined;
  const minimumTender = random.chance(20) ? random.decimal(20, currencyDigits) : undefined;
  const maximumTender = random.chance(20) ? String(random.below(100_000) + 1_000) : undefined;
  const unitStep = random.pick(['0.1', '0.1', '0.1', '1', '0.01', '0.5', '0.25', '0.3', '5', '0.000001']);
  const unitRounding = random.pick(['down', 'nearest', 'up']);
  const chargesCap = random.chance(40) ? random.pick(['100', '50', '33.3333', '0.0001', String(1 + random.below(99))]) : undefined;
  const json = {
    ...{ tariffCode: 'RND', commodity: 'electricity', currency, validFrom, timeZone, energy: { blocks } },
    ...(levies.length > 0 ? { levies } : {}),
    ...(fixedCharges.length > 0 ? { fixedCharges } : {}),
    ...(tax ? { tax } : {}),
    ...(minimumTender === undefined ? {} : { minimumTender }),
    ...(maximumTender === undefined ? {} : { maximumTender }),
    ...{ unitStep, unitRounding },
    ...(chargesCap === undefined ? {} : { chargesCap: { share: chargesCap } }),
  };
  const limits = { minimumTender, maximumTender, unitStep, unitRounding, chargesCap };
  return { json, naive: { currencyDigits, validFrom, timeZone, blocks, levies, fixedCharges, tax, ...limits } };
}

function randomBlocks(random: Random): readonly { upTo?: string; rate: string }[] {
  const rate = (): string => (random.chance(4) ? '0' : random.decimal(60, 6));
  const blocks: { upTo?: string; rate: string }[] = [];
  let upTo = 0;
  for (let count = random.below(4); count > 0; count--) {
    upTo += 1 + random.below(120);
    blocks.push({ upTo: random.chance(30) ? `${upTo}.${random.below(9)}${random.below(9)}5` : String(upTo), rate: rate() });
  }
  return [...blocks, { rate: rate() }];
}

const randomTax = (random: Random, codes: readonly string[]): { code: string; percent: string; appliesTo: string[] } => ({
  code: random.pick(['VAT', 'GST']),
  percent: random.chance(10) ? '100' : random.decimal(60, 4),
  appliesTo: ['energy', ...codes].filter(() => random.chance(60)),
});
