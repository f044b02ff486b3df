import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { limits } from '../telemetry-limits.js';
import type { Finding } from './finding.js';
import type { FindingRepository, StillCounter } from './finding.repository.js';
import type { MeterHour } from './hour.js';
import type { RegisterHour } from './hour-points.repository.js';
import { meterFindings } from './meter-findings.js';
import { registerKind } from './register-kind.js';
import type { Settlement } from './settled-hour.js';

export interface SettledHours {
  readonly hours: readonly MeterHour[];
  readonly registers: readonly RegisterHour[];
  readonly settlements: readonly Settlement[];
}

/** Keeps what was found in hours as they were summed up, and ends what is found in them no more. */
export class NoteFindings {
  constructor(
    private readonly findings: FindingRepository,
    private readonly clock: Clock,
  ) {}

  async execute(tx: Tx, { hours, registers, settlements }: SettledHours): Promise<void> {
    const found = [
      ...settlements.flatMap(({ findings }) => findings),
      ...byMeterHour(registers).flatMap(meterFindings),
      ...(await this.flat(tx, settlements)),
    ];
    const foundAt = this.clock.now();
    await this.findings.note(
      tx,
      [...joinedByKey(found).values()].map((one) => ({ ...one, exceptionId: this.clock.newId(), foundAt })),
    );
    await this.findings.endOthers(tx, hours, found);
  }

  private async flat(tx: Tx, settlements: readonly Settlement[]): Promise<readonly Finding[]> {
    const flat = await this.findings.flat(tx, settlements.flatMap(stillOf), limits.validation.flatDays);
    const earliest = new Map<string, Date>();
    const nameOf = ({ meterNumber, register, value }: StillCounter) => `${meterNumber} ${register} ${value}`;
    for (const one of flat) {
      const known = earliest.get(nameOf(one));
      if (known === undefined || one.keyAt < known) earliest.set(nameOf(one), one.keyAt);
    }
    return flat.map(({ ts, ...still }): Finding => {
      const keyAt = earliest.get(nameOf({ ...still, ts }))!;
      return { ...still, kind: 'flat', keyAt, ts: keyAt, until: ts };
    });
  }
}

/** A counter that has not moved in an hour. */
function stillOf({ meterNumber, register, hour, spans }: Settlement): readonly StillCounter[] {
  const last = spans.at(-1);
  const isStill =
    registerKind(register).isCounter && spans.every(({ consumption }) => consumption !== undefined && Number(consumption) === 0);
  return last === undefined || !isStill ? [] : [{ meterNumber, register, hour, ts: last.start, value: last.last }];
}

/** Registers by the meter and the hour, for what they tell together. */
export function byMeterHour(registers: readonly RegisterHour[]): readonly (readonly RegisterHour[])[] {
  const groups = new Map<string, RegisterHour[]>();
  for (const one of registers) {
    const key = `${one.meterNumber} ${one.hour.getTime()}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

/** What is found in several hours under one key, from the first to the last. */
function joinedByKey(found: readonly Finding[]): ReadonlyMap<string, Finding> {
  const joined = new Map<string, Finding>();
  for (const one of found) {
    const key = `${one.meterNumber} ${one.register} ${one.kind} ${one.keyAt.getTime()}`;
    const known = joined.get(key);
    joined.set(key, known === undefined ? one : widest(known, one));
  }
  return joined;
}

function widest(one: Finding, other: Finding): Finding {
  const [first, last] = one.ts <= other.ts ? [one, other] : [other, one];
  const ends = [first.until, last.until].filter((until) => until !== undefined).sort((a, b) => b.getTime() - a.getTime());
  return ends[0] === undefined ? first : { ...first, until: ends[0] };
}
