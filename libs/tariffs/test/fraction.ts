/** Exact fractions for the twin, so that it shares no arithmetic with what it checks. Not reduced more than it must be. */
export class Fraction {
  constructor(
    readonly over: bigint,
    readonly under: bigint = 1n,
  ) {}

  /** "12.5" is 125/10. */
  static read(text: string): Fraction {
    const [whole = '', decimals = ''] = text.split('.');
    return new Fraction(BigInt(whole + decimals), BigInt('1' + '0'.repeat(decimals.length)));
  }

  plus(other: Fraction): Fraction {
    return this.under === other.under
      ? new Fraction(this.over + other.over, this.under)
      : reduced(this.over * other.under + other.over * this.under, this.under * other.under);
  }

  minus(other: Fraction): Fraction {
    return this.plus(new Fraction(-other.over, other.under));
  }

  times(other: Fraction): Fraction {
    return new Fraction(this.over * other.over, this.under * other.under);
  }

  dividedBy(other: Fraction): Fraction {
    return reduced(this.over * other.under, this.under * other.over);
  }

  isAtLeast(other: Fraction): boolean {
    return this.over * other.under >= other.over * this.under;
  }

  /** For what is not negative, which is all that the page rounds. */
  floor(): bigint {
    if (this.over < 0n || this.under <= 0n) throw new Error('the twin rounds nothing negative');
    return this.over / this.under;
  }

  halfUp(): bigint {
    return this.plus(new Fraction(1n, 2n)).floor();
  }

  ceiling(): bigint {
    const floor = this.floor();
    return floor * this.under === this.over ? floor : floor + 1n;
  }
}

function reduced(over: bigint, under: bigint): Fraction {
  let [a, b] = [over < 0n ? -over : over, under];
  while (b > 0n) [a, b] = [b, a % b];
  return new Fraction(over / a, under / a);
}
