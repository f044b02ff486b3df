import type { Commodity } from '@openprepay/contracts/wire';
import type { TariffDocument } from '@openprepay/tariffs';

/** What stays the same over all versions of a tariff code. */
export interface TariffKind {
  readonly code: string;
  readonly commodity: Commodity;
  readonly currency: string;
  readonly latestVersion: number;
}

/** One version of a tariff as it was published. */
export interface PublishedTariff {
  readonly version: number;
  readonly document: TariffDocument;
  readonly publishedAt: Date;
  /** When vending had it to price by, as far as it has said so. */
  readonly appliedAt?: Date;
}

/** The tariff of meters that have no account, or whose account names none. */
export interface DefaultTariff {
  readonly commodity: Commodity;
  readonly tariffCode: string;
}
