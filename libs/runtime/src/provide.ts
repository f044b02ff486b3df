import type { FactoryProvider } from '@nestjs/common';

declare const provides: unique symbol;

/** What a dependency is asked for by: its class, or a typed symbol where it is an interface. */
export type Token<T> = (abstract new (...args: never[]) => T) | (symbol & { readonly [provides]?: T });

export type Tokens<Args extends readonly unknown[]> = { readonly [Index in keyof Args]: Token<Args[Index]> };

/** A symbol that stands for a `T`: `export const CLOCK = token<Clock>('clock')`. */
export const token = <T>(name: string): Token<T> => Symbol(name);

/**
 * Wires a plain class in one line, checked by the compiler against its constructor:
 * `provide(AcceptVend, [UnitOfWork, VendRepository, Outbox, CLOCK])`.
 */
export const provide = <Args extends readonly unknown[], T>(
  type: new (...args: Args) => T,
  inject: Tokens<NoInfer<Args>>,
): FactoryProvider<T> => ({
  provide: type,
  inject: [...inject] as FactoryProvider['inject'] & object,
  useFactory: (...deps) => new type(...(deps as unknown as Args)),
});

/** Wires what a function makes: `provideBy(KEYSTORE, [CONFIG], (config) => openKeystore(config.KEY_FILE))`. */
export const provideBy = <T, const Args extends readonly unknown[]>(
  as: Token<T>,
  inject: readonly [...Tokens<Args>],
  make: (...deps: Args) => T | Promise<T>,
): FactoryProvider<T> => ({
  provide: as as FactoryProvider['provide'],
  inject: [...inject] as FactoryProvider['inject'] & object,
  useFactory: (...deps) => make(...(deps as unknown as Args)),
});
