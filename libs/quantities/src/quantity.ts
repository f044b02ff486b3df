declare const unit: unique symbol;

/** A whole number of one unit. Energy cannot be passed where money is due; arithmetic yields a bare bigint, re-branded on purpose. */
export type Quantity<Unit extends string> = bigint & { readonly [unit]: Unit };

export type EnergyWh = Quantity<'Wh'>;
export type PowerW = Quantity<'W'>;
export type VolumeLitres = Quantity<'L'>;
export type DurationSeconds = Quantity<'s'>;
/** Smallest unit of the currency in ISO 4217 (cents for USD, shillings for UGX). */
export type MoneyMinor = Quantity<'minor'>;
/** Tenths of a commodity's billing unit (0.1 kWh, 0.1 m3, 0.1 min): the resolution of an STS credit token. */
export type CreditTenths = Quantity<'0.1 unit'>;

export const energyWh = (value: bigint): EnergyWh => value as EnergyWh;
export const powerW = (value: bigint): PowerW => value as PowerW;
export const volumeLitres = (value: bigint): VolumeLitres => value as VolumeLitres;
export const durationSeconds = (value: bigint): DurationSeconds => value as DurationSeconds;
export const moneyMinor = (value: bigint): MoneyMinor => value as MoneyMinor;
export const creditTenths = (value: bigint): CreditTenths => value as CreditTenths;
