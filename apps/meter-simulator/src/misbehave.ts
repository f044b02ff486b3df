import type { Misbehaviour } from './meters-file.js';
import type { Outgoing } from './virtual-meter.js';

/** What really leaves for the broker in the place of a message. */
export interface Sent {
  readonly topic: string;
  readonly payload: string;
}

export interface Wrongdoer {
  readonly meterNumber: string;
  readonly misbehave: readonly Misbehaviour[];
}

/** Every so many messages of its kind, so that most still get through. */
const EVERY = 5;
/** Rarer, since it costs the meter its session. */
const FOREIGN_EVERY = 20;
const TWO_DAYS_MS = 2 * 86_400_000;
const LATE_MS = 40 * 86_400_000;

const shiftTime = (payload: string, byMs: number): string => {
  const body = JSON.parse(payload) as { ts: string };
  return JSON.stringify({ ...body, ts: new Date(Date.parse(body.ts) + byMs).toISOString() });
};

const withRegister = (payload: string, value: string): string => {
  const body = JSON.parse(payload) as { registers: Record<string, string> };
  const [first] = Object.keys(body.registers);
  return JSON.stringify({ ...body, registers: { ...body.registers, [first ?? '']: value } });
};

/** What a meter that was told to misbehave sends instead; a well-behaved one sends the message once, as it is. */
export function misbehave({ meterNumber, misbehave: ways }: Wrongdoer, message: Outgoing): readonly Sent[] {
  const topic = `meters/${meterNumber}/${message.leaf}`;
  const honest = { topic, payload: message.payload };
  const due = message.id % EVERY === 0;
  const sent: Sent[] = [honest];
  for (const way of ways) {
    switch (way) {
      case 'duplicates':
        sent.push(honest);
        break;
      case 'drop-result':
        if (message.leaf === 'token-results') return [];
        break;
      case 'foreign-topic':
        if (message.id % FOREIGN_EVERY === 0)
          sent.push({
            topic: `meters/${meterNumber === '00000000000' ? '11111111111' : '00000000000'}/readings`,
            payload: message.payload,
          });
        break;
      case 'malformed':
        if (due && message.leaf === 'readings') sent.push({ topic, payload: message.payload.slice(0, -3) });
        break;
      case 'late':
      case 'clock-skew':
      case 'reset-register':
      case 'not-a-number':
        if (due && message.leaf === 'readings') sent.push({ topic, payload: spoil(way, message.payload) });
        break;
    }
  }
  return sent;
}

function spoil(way: 'late' | 'clock-skew' | 'reset-register' | 'not-a-number', payload: string): string {
  switch (way) {
    case 'late':
      return shiftTime(payload, -LATE_MS);
    case 'clock-skew':
      return shiftTime(payload, TWO_DAYS_MS);
    case 'reset-register':
      return withRegister(payload, '0.000');
    case 'not-a-number':
      return withRegister(payload, 'NaN');
  }
}
