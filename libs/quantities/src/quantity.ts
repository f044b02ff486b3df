declare const unit: unique symbol;

/** A whole number of one unit. Neither another unit nor a bare bigint is taken for it; see `arithmetic.ts` for what keeps the unit. */
export type Quantity<Unit extends string> = bigint & { readonly [unit]: Unit };

/** Smallest unit of the currency in ISO 4217 (cents for USD, shillings for UGX). Below zero where it is owed or given back. */
export type MoneyMinor = Quantity<'minor'>;
/** Tenths of a commodity's unit (0.1 kWh, 0.1 m3, 0.1 min): what the Amount field of an STS credit token counts. */
export type CreditTenths = Quantity<'0.1 unit'>;

export const moneyMinor = (value: bigint): MoneyMinor => value as MoneyMinor;
export const creditTenths = (value: bigint): CreditTenths => value as CreditTenths;
