import type { Members } from './members.js';
import { ElectrumRefusal, unlocated } from './electrum-refusal.js';

/** What the interface's public test server answers by the number of a meter; a sandbox has the same. */
interface Scenario {
  readonly amount: number;
  readonly parts: (amounts: Amounts) => Members;
  /** The first answer does not come: 504, and the retry has it. */
  readonly silent?: true;
}

interface Amounts {
  readonly money: (amount: number) => { readonly amount: number; readonly currency: string };
  readonly taxed: (amount: number, tax: number) => object;
}

const TOKEN = '00000000000000000000';
const token = (tokenType: string, { units, amount, ...extra }: { readonly units: number; readonly amount: object }) => ({
  tokenType,
  units,
  amount,
  receiptNum: 'SANDBOX',
  token: TOKEN,
  ...extra,
});

const standard = ({ taxed, money }: Amounts, extra: object = {}): { tokens: object[]; purchaseTotal: object; taxTotal: object } => ({
  tokens: [token('STD', { units: 73.8, amount: taxed(8_600, 1_400), ...extra })],
  purchaseTotal: money(8_600),
  taxTotal: money(1_400),
});
const debt = ({ money, taxed }: Amounts) => ({
  amount: taxed(4_300, 700),
  description: 'Debt recovery',
  balance: money(27_300),
  receiptNum: 'SANDBOX',
});
const charge = ({ taxed }: Amounts) => ({ amount: taxed(4_300, 700), description: 'Service charge' });
const free = ({ money }: Amounts) => token('BSST', { units: 50, amount: money(0) });

const scenarios: Readonly<Record<string, Scenario>> = {
  TST001: { amount: 10_000, parts: standard },
  TST002: { amount: 0, parts: (a) => ({ tokens: [free(a)], purchaseTotal: a.money(0), taxTotal: a.money(0) }) },
  TST003: { amount: 10_000, parts: (a) => ({ ...standard(a), tokens: [...standard(a).tokens, free(a)] }) },
  TST004: {
    amount: 10_000,
    parts: (a) =>
      standard(a, {
        tariffCalc: [
          { units: 50, rate: 117.3 },
          { units: 23.8, rate: 173.74 },
        ],
      }),
  },
  TST005: {
    amount: 5_000,
    parts: (a) => ({ ...standard(a), tokens: [...standard(a).tokens, token('REFUND', { units: 73.8, amount: a.money(10_000) })] }),
  },
  TST006: {
    amount: 10_000,
    parts: (a) => ({ ...standard(a), tokens: [...keyChange(a), ...standard(a).tokens] }),
  },
  TST007: { amount: 20_000, parts: (a) => ({ ...standard(a), debtRecoveryCharges: [debt(a)], serviceCharges: [charge(a)] }) },
  TST008: { amount: 20_000, parts: (a) => ({ ...standard(a), debtRecoveryCharges: [debt(a), debt(a)] }) },
  TST009: { amount: 20_000, parts: (a) => ({ ...standard(a), serviceCharges: [charge(a), charge(a)] }) },
  TST010: {
    amount: 10_000,
    parts: ({ money }) => ({
      purchaseTotal: money(8_600),
      taxTotal: money(1_400),
      slipData: {
        slipWidth: 42,
        messageLines: [{ text: 'SANDBOX', fontWidthScaleFactor: 2, fontHeightScaleFactor: 2 }, { text: `Token ${TOKEN}` }],
      },
    }),
  },
  TST011: { amount: 10_000, parts: standard, silent: true },
};

function keyChange({ money }: Amounts): object[] {
  return [1, 2].map(() => token('KC', { units: 0, amount: money(0) }));
}

const amountsIn = (currency: string): Amounts => ({
  money: (amount) => ({ amount, currency }),
  taxed: (amount, tax) => ({ amount, currency, tax, taxType: 'VAT', taxRate: 14 }),
});

/** South Africa's, as the public server has it. */
const CURRENCY = '710';
const parties = {
  customer: { firstName: 'Sand', lastName: 'Box', address: '1 Example Street', contactNumber: '0000000000' },
  utility: { name: 'SANDBOX', address: '1 Example Street', vatRegNum: '0000000000', clientId: 'SANDBOX', message: 'SANDBOX: no credit' },
};

export const isScenario = (meterId: string): boolean => Object.hasOwn(scenarios, meterId);

const meterOf = (meterId: string) => ({
  meterId,
  serviceType: 'ELECTRICITY',
  supplyGroupCode: '000001',
  keyRevisionNum: '1',
  tariffIndex: '01',
  tokenTechCode: '02',
  algorithmCode: '07',
});

/** Who buys exactly the minimum buys what the meter is for. */
export function lookUpScenario(meterId: string): Members {
  const scenario = scenarioOf(meterId);
  const { money } = amountsIn(CURRENCY);
  const limits = { minAmount: money(scenario.amount), maxAmount: money(scenario.amount) };
  return { meter: meterOf(meterId), ...parties, ...limits, arrearsAmount: money(0), bsstDue: meterId === 'TST002' };
}

/** @throws {ElectrumRefusal} `INVALID_AMOUNT`, and of the silent meter's first request `UPSTREAM_UNAVAILABLE` */
export function buyScenario(meterId: string, amount: number | string, { retried }: { readonly retried: boolean }): Members {
  const scenario = scenarioOf(meterId);
  if (Number(amount) !== scenario.amount) throw new ElectrumRefusal(400, 'INVALID_AMOUNT', `this meter sells for ${scenario.amount}`);
  if (scenario.silent && !retried) throw new ElectrumRefusal(504, 'UPSTREAM_UNAVAILABLE', 'this meter answers the retry');
  return {
    ...scenario.parts(amountsIn(CURRENCY)),
    meter: meterOf(meterId),
    ...parties,
    utilityType: 'ELECTRICITY',
    vatInvoiceNumber: 'SANDBOX',
  };
}

export const keyChangeScenario = (meterId: string): Members => ({
  meter: { ...meterOf(meterId), keyChangeData: { newSupplyGroupCode: '000001', newKeyRevisionNumber: '2', newTariffIndex: '01' } },
  tokens: keyChange(amountsIn(CURRENCY)),
});

function scenarioOf(meterId: string): Scenario {
  const scenario = scenarios[meterId];
  if (!scenario) throw unlocated(`meter ${meterId}`);
  return scenario;
}
