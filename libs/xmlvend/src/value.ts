import type { Enumerations, Tables } from './all-tables.js';
import type { PrimitiveName } from './primitives.js';
import type { ProfileName } from './profile.js';
import type { roots } from './root-tables.js';

/** A type of the tables. */
export type TypeName = keyof Tables;

type FromOf<N extends TypeName> = Tables[N] extends { readonly from: infer B extends TypeName } ? B : never;
type HasOf<N extends TypeName> = Tables[N] extends { readonly has: infer H } ? H : Record<never, never>;
type Lineage<N extends TypeName> = N | (FromOf<N> extends never ? never : Lineage<FromOf<N>>);

/** The types that may stand where `N` is asked for: itself unless it is abstract, and whatever extends it. */
export type Concrete<N extends TypeName> = {
  [D in TypeName]: N extends Lineage<D> ? (Tables[D] extends { readonly abstract: true } ? never : D) : never;
}[TypeName];

type WithoutProfile<S> = S extends `${infer Spec} ${ProfileName}` ? Spec : S;
type Leaf<T> = T extends 'boolean'
  ? boolean
  : T extends PrimitiveName
    ? string
    : T extends keyof Enumerations
      ? Enumerations[T][number]
      : T extends TypeName
        ? Value<T>
        : never;
type Held<S> = S extends `${infer T}*` ? readonly Leaf<T>[] : S extends `${infer T}?` ? Leaf<T> : Leaf<S>;
type PropertyName<K> = K extends `@${infer Attribute}` ? Attribute : K;
type IsOptional<S> = WithoutProfile<S> extends `${string}?` | `${string}*` ? true : false;

type Own<H> = {
  readonly [K in keyof H as IsOptional<H[K]> extends true ? never : PropertyName<K> & string]: Held<WithoutProfile<H[K]>>;
} & {
  readonly [K in keyof H as IsOptional<H[K]> extends true ? PropertyName<K> & string : never]?: Held<WithoutProfile<H[K]>>;
};
type Parts<N extends TypeName> = Own<HasOf<N>> & (FromOf<N> extends never ? unknown : Parts<FromOf<N>>);

/** A value of exactly this type, which says so. */
type Named<D extends TypeName> = D extends TypeName ? { readonly type: D } & Parts<D> : never;

/**
 * What a message holds where `N` is asked for. Where more than one type may stand there (and in a message's root), `type` says which one
 * it is.
 */
export type Value<N extends TypeName> = [Concrete<N>] extends [N] ? ([N] extends [Concrete<N>] ? Parts<N> : never) : Named<Concrete<N>>;

/** An element that may stand in a SOAP body. */
export type RootName = keyof typeof roots;

/** One message: its element, and what stands in it, told apart by `type`. */
export type Message<R extends RootName = RootName> = R extends RootName
  ? { readonly element: R; readonly body: Named<Concrete<(typeof roots)[R]['type']>> }
  : never;

/** Why something was not done. */
export type FaultName = Concrete<'Fault'>;
export type FaultResponse = Value<'XMLVendFaultResp'>;
