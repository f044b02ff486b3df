/** An integer written with a decimal point `places` digits from its end: (256n, 1) is "25.6". */
export function writeDecimal(value: bigint, places: number): string {
  const digits = String(value < 0n ? -value : value).padStart(places + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The integer of a decimal number in units of 10^-places, rounded up if it is finer; undefined unless a plain decimal. */
export function readDecimalUp(text: string, places: number): bigint | undefined {
  const match = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole, fraction = ''] = match;
  const kept = BigInt(whole! + fraction.slice(0, places).padEnd(places, '0'));
  const isFiner = /[1-9]/.test(fraction.slice(places));
  if (sign === '-') return -kept;
  return isFiner ? kept + 1n : kept;
}
