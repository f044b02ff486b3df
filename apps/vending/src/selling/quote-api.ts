import type { QuoteAnswer } from '@openprepay/contracts/http/vending-vends';
import { present } from '@openprepay/contracts/present';
import { formatMoney } from '@openprepay/quantities';
import { UNITS } from '@openprepay/sts';
import { formatLines } from '@openprepay/tariffs';
import { remainderToApi } from '../vend/vend-api.js';
import type { Quote } from './quote-vend.js';

export const quoteToApi = ({ meter: { meterNumber, accountNumber, commodity }, priced }: Quote): QuoteAnswer => ({
  meterNumber,
  ...present({ accountNumber }),
  tender: { amount: formatMoney(priced.tenderMinor, priced.currency), currency: priced.currency },
  units: { value: priced.units, unit: UNITS[commodity] },
  lines: formatLines(priced.lines, priced.currency),
  ...remainderToApi(priced),
  blocks: priced.blocks,
  tariff: { code: priced.tariff.code, version: priced.tariff.version },
});
