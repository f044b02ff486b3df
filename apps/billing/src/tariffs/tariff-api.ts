import type { TariffAnswer } from '@openprepay/contracts/http/tariff-document';
import type { PublishedTariff } from './tariff.repository.js';

export const tariffToApi = ({ version, document }: PublishedTariff): TariffAnswer => ({ ...document, version });
