import type { ProfileName } from './profile.js';

/**
 * What a part holds: a type of the tables, an enumeration or a primitive; `?` where it may be missing, `*` where it repeats (and may be
 * missing); then the profile that alone has it. `'Currency? hexing'`.
 */
export type FieldSpec = string;

export interface TypeSpec {
  /** The type that it extends: that one's parts come first. */
  readonly from?: string;
  /** No message holds it, only what extends it. */
  readonly abstract?: true;
  /** The profiles that know it; all of them unless said. */
  readonly only?: readonly ProfileName[];
  /** In the order in which they are written; `'@name'` is an attribute. */
  readonly has?: Readonly<Record<string, FieldSpec>>;
}

/** The types that one namespace declares, by name. */
export type TypeTable = Readonly<Record<string, TypeSpec>>;
