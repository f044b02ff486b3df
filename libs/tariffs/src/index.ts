export type { BlocksAfter } from './blocks-after.js';
export { compileTariff, type CompiledBlock, type CompiledFixedCharge, type CompiledTariff } from './compile-tariff.js';
export type { Debt, DebtRecovery, DebtTaken } from './debt.js';
export { giveBack } from './give-back.js';
export { grantUnits, type GrantWanted, type UnitsToGrant } from './grant-units.js';
export { pauseSupply } from './pause-supply.js';
export { parseTariffDocument } from './parse-tariff-document.js';
export {
  formatLines,
  remainderOf,
  type BlockUnits,
  type EnergyLine,
  type PricedLine,
  type PricedVend,
  type UnitsGrant,
  type VendEffect,
  type WireLine,
} from './priced-vend.js';
export { priceTender, type TenderToPrice } from './price-tender.js';
export { parseShare } from './recover-debts.js';
export { newSupplyState, type FixedChargeDue, type FixedChargeTax, type SupplyPause, type SupplyState } from './supply-state.js';
export {
  ENERGY_CODE,
  formatTariffDocument,
  UNIT_ROUNDINGS,
  type ChargesCap,
  type EnergyBlock,
  type FixedCharge,
  type FreeUnits,
  type Levy,
  type PercentLevy,
  type PerUnitLevy,
  type TariffDocument,
  type Tax,
  type UnitRounding,
} from './tariff-document.js';
export { TariffError, type TariffErrorCode } from './tariff-error.js';
export { tenderForUnits, type UnitsToTender } from './tender-for-units.js';
export { tariffInForce, type TariffVersion } from './tariff-version.js';
export { monthAt, startOfMonth } from './time-zone.js';
export type { YearMonth } from './year-month.js';
