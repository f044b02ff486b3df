import type { DialectName } from '@openprepay/contracts/http/telemetry-device-profiles';
import { pause } from '@openprepay/pace/pause';
import { voices } from './device-voice.js';
import { type Fault, LATE_AFTER_MS, planOf, requireFaults } from './fault.js';
import { FaultyMeter } from './faulty-meter.client.js';
import { type FleetReport, reportOf, type SpokenMeter } from './fleet-report.js';

/** Sessions that are spoken on at once. */
const DEFAULT_AT_ONCE = 50;

export interface FaultyFleetOptions {
  readonly url: string;
  readonly ca?: string | undefined;
  readonly dialect: DialectName;
  /** Every kind is had by every so many meters, and as many have none. */
  readonly faults: readonly Fault[];
  readonly meters: readonly { readonly meterNumber: string; readonly password: string }[];
  readonly now: Date;
  readonly atOnce?: number;
  readonly onProgress?: (done: FleetProgress) => void;
}

export interface FleetProgress {
  readonly metersDone: number;
  readonly messages: number;
}

/** Meters of one kind, of which some are wrong in ways that are known. */
export class FaultyFleet {
  private readonly devices: readonly { readonly device: FaultyMeter; readonly spoken: SpokenMeter }[];

  /** @throws RangeError of faults that devices of this dialect cannot have */
  constructor(private readonly options: FaultyFleetOptions) {
    const { url, ca, dialect, faults, meters, now } = options;
    requireFaults(dialect, faults);
    this.devices = meters.map(({ meterNumber, password }, index) => {
      const fault = faults[index % (faults.length + 1)];
      const plan = planOf(fault, now, dialect);
      const voice = voices[dialect];
      return { device: new FaultyMeter({ url, ca, meterNumber, password, voice, plan, now }), spoken: { meterNumber, fault, plan } };
    });
  }

  /**
   * Lets every meter say what it has to say; when all have, the lines of those of a storm break at once.
   *
   * @returns what the platform should know from then on
   */
  async run(): Promise<FleetReport> {
    const { dialect, atOnce = DEFAULT_AT_ONCE, onProgress } = this.options;
    const waiting = this.devices.values();
    let [metersDone, messages] = [0, 0];
    const worker = async (): Promise<void> => {
      for (const { device } of waiting) {
        await device.speak(() => messages++);
        onProgress?.({ metersDone: ++metersDone, messages });
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, this.devices.length) }, worker));
    const late = this.devices.filter(({ spoken }) => spoken.plan.late !== undefined);
    if (late.length > 0) await pause(LATE_AFTER_MS);
    await Promise.all(late.map(({ device }) => device.sayLate(() => messages++)));
    for (const { device, spoken } of this.devices) if (spoken.plan.breaks) device.break();
    return reportOf(dialect, { spoken: this.devices.map(({ spoken }) => spoken), messages });
  }

  /** Those whose lines are whole leave in good order. */
  async stop(): Promise<void> {
    await Promise.all(this.devices.map(({ device }) => device.leave()));
  }
}
