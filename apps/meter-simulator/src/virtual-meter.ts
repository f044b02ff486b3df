import type { Commodity } from '@openprepay/sts';
import { acceptToken, consumeCredit, type MeterState } from '@openprepay/sts/meter';

/** Thousandths of a thousandth of the unit, in one tenth of it: what credit counts in. */
const MICRO_PER_TENTH = 100_000n;
const MICRO_PER_MILLI = 1_000n;
const MILLI_PER_UNIT = 1_000n;
const MS_PER_HOUR = 3_600_000n;
/** Below this many tenths a meter warns once. */
const LOW_CREDIT_TENTHS = 50n;
const MAX_ANSWERS = 100;
const MAX_OUTBOX = 5_000;

export type MeterEventKind = 'relay-opened' | 'relay-closed' | 'credit-low' | 'credit-zero' | 'tamper' | 'cover-open';

/** A message that waits for its PUBACK. */
export interface Outgoing {
  readonly id: number;
  readonly leaf: 'readings' | 'events' | 'token-results' | 'command-results';
  readonly payload: string;
}

export interface TokenAnswer {
  readonly result: 'accepted' | 'rejected';
  readonly code?: string;
}

/** Everything a virtual meter remembers; plain data, so that it survives a restart as JSON. */
export interface VirtualMeter {
  readonly sts: MeterState;
  readonly commodity: Commodity;
  /** Mean consumption in thousandths of the unit per hour. */
  readonly ratePerHour: number;
  readonly seq: number;
  /** Consumed since manufacture, in millionths of the unit. */
  readonly consumedMicro: bigint;
  /** Consumed and not yet taken off the credit, which counts in tenths. */
  readonly uncountedMicro: bigint;
  readonly relay: 'open' | 'closed';
  readonly warned: boolean;
  readonly lastRate: number;
  /** Verdicts by delivery and token, so that a repeated delivery gets the same answer. */
  readonly answers: readonly (readonly [key: string, answer: TokenAnswer])[];
  readonly outbox: readonly Outgoing[];
  readonly lastMessageId: number;
}

export function newVirtualMeter(sts: MeterState, commodity: Commodity, ratePerHour: number): VirtualMeter {
  const relay = sts.creditTenths[commodity] > 0n ? 'closed' : 'open';
  return {
    sts,
    commodity,
    ratePerHour,
    seq: 0,
    consumedMicro: 0n,
    uncountedMicro: 0n,
    relay,
    warned: false,
    lastRate: 0,
    answers: [],
    outbox: [],
    lastMessageId: 0,
  };
}

export const creditTenthsOf = ({ sts, commodity }: VirtualMeter): bigint => sts.creditTenths[commodity];

/** Tenths as a decimal in the unit: 573n is `57.3`. */
export const tenthsText = (tenths: bigint): string => `${tenths / 10n}.${tenths % 10n}`;

export interface Passage {
  /** Simulated, not real, time that went by. */
  readonly elapsedMs: number;
  /** Consumption while it did, in thousandths of the unit per hour. */
  readonly rate: number;
  readonly now: Date;
}

/** Lets time pass: consumption counts the credit down, warns when it is low, and opens the relay when it is gone. */
export function pass(meter: VirtualMeter, { elapsedMs, now, ...passage }: Passage): VirtualMeter {
  if (meter.relay === 'open') return { ...meter, lastRate: 0 };
  const rate = withinLimit(meter, passage.rate);
  const wanted = (BigInt(rate) * BigInt(elapsedMs) * MICRO_PER_MILLI) / MS_PER_HOUR;
  const left = creditTenthsOf(meter) * MICRO_PER_TENTH - meter.uncountedMicro;
  // cleared credit takes along what was consumed and not counted yet
  const available = left > 0n ? left : 0n;
  const used = wanted < available ? wanted : available;
  const uncounted = meter.uncountedMicro + used;
  const tenths = uncounted / MICRO_PER_TENTH;
  const after: VirtualMeter = {
    ...meter,
    sts: consumeCredit(meter.sts, meter.commodity, tenths),
    consumedMicro: meter.consumedMicro + used,
    uncountedMicro: uncounted - tenths * MICRO_PER_TENTH,
    lastRate: rate,
  };
  return warn(after, now);
}

/** A power limit cuts off what goes beyond it; a thousandth of a unit of electricity per hour is a watt. */
function withinLimit({ sts, commodity }: VirtualMeter, rate: number): number {
  const limit = commodity === 'electricity' ? sts.maximumPowerLimitWatts : undefined;
  return limit === undefined ? rate : Math.min(rate, limit);
}

function warn(meter: VirtualMeter, now: Date): VirtualMeter {
  const credit = creditTenthsOf(meter);
  if (credit === 0n) return openRelay(say(meter, 'credit-zero', now), now);
  if (credit < LOW_CREDIT_TENTHS && !meter.warned) return { ...say(meter, 'credit-low', now), warned: true };
  return meter;
}

export const openRelay = (meter: VirtualMeter, now: Date): VirtualMeter =>
  meter.relay === 'open' ? meter : { ...say(meter, 'relay-opened', now), relay: 'open', lastRate: 0 };

/** Closes only while there is credit, as a prepayment meter does. */
export const closeRelay = (meter: VirtualMeter, now: Date): VirtualMeter =>
  meter.relay === 'closed' || creditTenthsOf(meter) === 0n ? meter : { ...say(meter, 'relay-closed', now), relay: 'closed' };

/** Moves the relay and says where it stands, also where it stood so before: whoever asked waits for that word. */
export function confirmRelay(move: typeof openRelay, meter: VirtualMeter, now: Date): VirtualMeter {
  const moved = move(meter, now);
  return moved.relay === meter.relay ? say(moved, moved.relay === 'open' ? 'relay-opened' : 'relay-closed', now) : moved;
}

export interface Delivered {
  readonly deliveryId: string;
  readonly tokens: readonly string[];
}

/** Takes tokens that were sent to the meter, in their order, and answers each; one seen before gets its first answer again. */
export function takeTokens(meter: VirtualMeter, { deliveryId, tokens }: Delivered, now: Date): VirtualMeter {
  return tokens.reduce((before, token) => takeToken(before, { deliveryId, token }, now), meter);
}

interface DeliveredToken {
  readonly deliveryId: string;
  readonly token: string;
}

function takeToken(meter: VirtualMeter, delivered: DeliveredToken, now: Date): VirtualMeter {
  const { deliveryId, token } = delivered;
  const key = `${deliveryId}/${token}`;
  const known = meter.answers.find(([answered]) => answered === key)?.[1];
  if (known) return answer(meter, delivered, known);
  const { state, result } = acceptToken(meter.sts, token, now);
  const verdict: TokenAnswer = result.accepted ? { result: 'accepted' } : { result: 'rejected', code: result.code };
  const answers = [...meter.answers, [key, verdict] as const].slice(-MAX_ANSWERS);
  const credited = creditTenthsOf({ ...meter, sts: state }) >= LOW_CREDIT_TENTHS;
  const after = { ...meter, sts: state, answers, warned: meter.warned && !credited };
  return closeRelay(answer(after, delivered, verdict), now);
}

const answer = (meter: VirtualMeter, delivered: DeliveredToken, verdict: TokenAnswer): VirtualMeter =>
  send(meter, 'token-results', { ...delivered, ...verdict, creditRemaining: tenthsText(creditTenthsOf(meter)) });

export interface CommandAnswer {
  readonly commandId: string;
  readonly result: 'accepted' | 'rejected';
  readonly code?: string;
}

/** Says that it took a command, or why it did not. */
export const answerCommand = (meter: VirtualMeter, said: CommandAnswer): VirtualMeter => send(meter, 'command-results', said);

export const say = (meter: VirtualMeter, kind: MeterEventKind, now: Date): VirtualMeter =>
  sendCounted(meter, 'events', { ts: now.toISOString(), kind });

/** Reports what the registers show. */
export const report = (meter: VirtualMeter, now: Date): VirtualMeter =>
  sendCounted(meter, 'readings', { ts: now.toISOString(), registers: registersOf(meter) });

/** Reports what it had written down before, oldest first. */
export const reportAll = (meter: VirtualMeter, readings: readonly { readonly ts: string; readonly registers: object }[]): VirtualMeter =>
  sendCounted(meter, 'readings', { readings });

/** OBIS codes of each commodity's consumption and of its rate, where it has one. */
const REGISTERS: Readonly<Record<Commodity, { readonly total: string; readonly rate?: string }>> = {
  electricity: { total: '1-0:1.8.0', rate: '1-0:16.7.0' },
  water: { total: '8-0:1.0.0' },
  gas: { total: '7-0:3.0.0' },
  time: { total: '0-0:96.8.0' },
};
const CREDIT_REGISTER = '0-0:19.10.0';

export function registersOf(meter: VirtualMeter): Readonly<Record<string, string>> {
  return { ...consumptionOf(meter), [CREDIT_REGISTER]: tenthsText(creditTenthsOf(meter)) };
}

/** What it has counted, and what it counts at the moment. */
export function consumptionOf(meter: Pick<VirtualMeter, 'commodity' | 'consumedMicro' | 'lastRate'>): Readonly<Record<string, string>> {
  const { total, rate } = REGISTERS[meter.commodity];
  const milli = meter.consumedMicro / MICRO_PER_MILLI;
  return {
    [total]: `${milli / MILLI_PER_UNIT}.${String(milli % MILLI_PER_UNIT).padStart(3, '0')}`,
    ...(rate === undefined ? {} : { [rate]: String(meter.lastRate) }),
  };
}

const sendCounted = (meter: VirtualMeter, leaf: Outgoing['leaf'], body: object): VirtualMeter =>
  send({ ...meter, seq: meter.seq + 1 }, leaf, { seq: meter.seq + 1, ...body });

/** Puts a message in the outbox; when that is full the oldest reading goes, never an event or a token's result. */
function send(meter: VirtualMeter, leaf: Outgoing['leaf'], body: object): VirtualMeter {
  const id = meter.lastMessageId + 1;
  const outbox = [...meter.outbox, { id, leaf, payload: JSON.stringify(body) }];
  if (outbox.length > MAX_OUTBOX) {
    const oldest = outbox.findIndex((message) => message.leaf === 'readings');
    outbox.splice(Math.max(oldest, 0), 1);
  }
  return { ...meter, outbox, lastMessageId: id };
}

/** The broker has acknowledged a message. */
export const acknowledged = (meter: VirtualMeter, id: number): VirtualMeter => ({
  ...meter,
  outbox: meter.outbox.filter((message) => message.id !== id),
});
