/**
 * How fast a tender is priced on one core. Prints one JSON line per figure; needs the built libraries:
 * `npm run build -w @openprepay/quantities -w @openprepay/sts -w @openprepay/tariffs`.
 */
import { compileTariff, newSupplyState, parseTariffDocument, priceTender } from '@openprepay/tariffs';

const MEASURE_MS = 1_000;
const WARM_UP_MS = 300;
const CALLS_PER_CHECK = 100;

const document = {
  tariffCode: 'DOM',
  commodity: 'electricity',
  currency: 'KES',
  validFrom: '2026-11-01T00:00:00Z',
  timeZone: 'Africa/Nairobi',
  energy: { blocks: [{ upTo: '30', rate: '12.22' }, { upTo: '100', rate: '16.30' }, { rate: '20.97' }] },
  levies: [
    { code: 'erc', perUnit: '0.03' },
    { code: 'rep', percent: '5' },
  ],
  fixedCharges: [{ code: 'standing', amount: '150.00', per: 'month' }],
  tax: { code: 'VAT', percent: '16', appliesTo: ['energy', 'standing'] },
};
const versions = [{ version: 1, tariff: compileTariff(parseTariffDocument(document)) }];
const at = new Date('2026-11-22T10:00:00Z');
const debts = [{ debtId: 'd', code: 'meter-loan', outstandingMinor: 900_000n, recovery: { share: '20' } }];
const fresh = newSupplyState(new Date('2026-11-20T08:00:00Z'));
const { nextState } = priceTender({ versions, at, tenderMinor: 100_000n, state: fresh, debts });

function perSecond(call, forMs) {
  const startedAt = performance.now();
  let calls = 0;
  let elapsedMs = 0;
  while (elapsedMs < forMs) {
    for (let index = 0; index < CALLS_PER_CHECK; index++) call();
    calls += CALLS_PER_CHECK;
    elapsedMs = performance.now() - startedAt;
  }
  return Math.round((calls / elapsedMs) * 1_000);
}

const figures = {
  'tariffs.price_tender.first_of_month': () => priceTender({ versions, at, tenderMinor: 100_000n, state: fresh, debts }),
  'tariffs.price_tender.later_in_month': () => priceTender({ versions, at, tenderMinor: 250_000n, state: nextState, debts }),
  'tariffs.parse_and_compile': () => compileTariff(parseTariffDocument(document)),
};

for (const [name, call] of Object.entries(figures)) {
  perSecond(call, WARM_UP_MS);
  console.log(JSON.stringify({ name, value: perSecond(call, MEASURE_MS), unit: '1/s' }));
}
