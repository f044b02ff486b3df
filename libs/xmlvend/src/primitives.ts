interface Primitive {
  /** What it may look like; everything where there is none. */
  readonly form?: RegExp;
  /** Surrounding space is no part of it. */
  readonly trimmed: boolean;
}

/**
 * What text may be. All but booleans stay the text they are: amounts and numbers are read by whoever means something by them, and
 * nothing is lost on the way through.
 */
export const primitives = {
  string: { trimmed: false },
  boolean: { trimmed: true, form: /^(?:true|false|1|0)$/ },
  integer: { trimmed: true, form: /^[+-]?\d{1,40}$/ },
  decimal: { trimmed: true, form: /^[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})$/ },
  dateTime: { trimmed: true, form: /^-?\d{4,9}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,20})?(?:Z|[+-]\d\d:\d\d)?$/ },
} as const satisfies Record<string, Primitive>;
export type PrimitiveName = keyof typeof primitives;
