import type { DefaultTariffAnswer } from '@openprepay/contracts/http/billing';
import type { TariffAnswer } from '@openprepay/contracts/http/tariff-document';
import { present } from '@openprepay/contracts/present';
import type { DefaultTariff, PublishedTariff } from './tariff.js';

export const tariffToApi = ({ version, document, appliedAt }: PublishedTariff): TariffAnswer => ({
  ...document,
  version,
  ...present({ appliedAt: appliedAt?.toISOString() }),
});

export const defaultTariffToApi = ({ tariffCode }: DefaultTariff): DefaultTariffAnswer => ({ tariffCode });
