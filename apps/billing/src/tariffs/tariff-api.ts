import type { DefaultTariffAnswer } from '@openprepay/contracts/http/billing';
import type { TariffAnswer } from '@openprepay/contracts/http/tariff-document';
import type { DefaultTariff, PublishedTariff } from './tariff.js';

export const tariffToApi = ({ version, document }: PublishedTariff): TariffAnswer => ({ ...document, version });

export const defaultTariffToApi = ({ tariffCode }: DefaultTariff): DefaultTariffAnswer => ({ tariffCode });
