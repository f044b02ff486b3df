import { pause } from '@openprepay/pace/pause';
import type { Logger } from 'pino';
import { manufacture } from './manufacture.js';
import type { FleetDescription, MeterDescription } from './meters-file.js';
import { seededRandom, seedOf } from './random.js';
import { SimulatedMeter } from './simulated-meter.js';
import { type FleetState, makeOf, readState } from './state-file.js';
import { StateKeeper } from './state-keeper.js';
import { withHistory } from './history.js';
import { newVirtualMeter, type VirtualMeter } from './virtual-meter.js';

const SAVE_DELAY_MS = 1_000;
/** Sessions that are being opened at once; a fleet must not greet the broker like a flood. */
const CONNECTING_AT_ONCE = 50;
const CONNECT_PAUSE_MS = 20;
const MIN_RATE = 200;
const RATE_SPAN = 1_800;

export interface FleetOptions {
  readonly url: string;
  /** Whom to trust with `mqtts:`, PEM. */
  readonly ca?: string | undefined;
  readonly description: FleetDescription;
  /** Where the meters' memory is kept; without it a restart makes new meters. */
  readonly stateFile?: string;
  readonly logger: Logger;
  readonly now: () => Date;
}

/** Virtual STS meters on MQTT that share one process. */
export class Fleet {
  private readonly meters = new Map<string, SimulatedMeter>();
  private readonly makes = new Map<string, string>();
  private readonly keeper: StateKeeper;
  private readonly connectedOnce = new Set<string>();
  private resolveConnected: () => void = () => undefined;
  private readonly connected = new Promise<void>((resolve) => (this.resolveConnected = resolve));
  private stopped = false;

  constructor(private readonly options: FleetOptions) {
    this.keeper = new StateKeeper(options.stateFile, () => this.snapshot(), SAVE_DELAY_MS);
  }

  /** Makes the meters and lets them connect; `allConnected` tells when they have. */
  async start(): Promise<void> {
    const { description, stateFile } = this.options;
    const remembered = stateFile === undefined ? {} : await readState(stateFile);
    for (const meter of description.meters) this.add(meter, remembered);
    await this.keeper.save();
    let started = 0;
    for (const meter of this.meters.values()) {
      if (this.stopped) return;
      meter.start();
      if (++started % CONNECTING_AT_ONCE === 0) await pause(CONNECT_PAUSE_MS);
    }
    if (this.meters.size === 0) this.resolveConnected();
  }

  /** Resolves when every meter has been connected at least once. */
  allConnected(): Promise<void> {
    return this.connected;
  }

  /** @throws {RangeError} where the fleet has no such meter */
  meter(meterNumber: string): SimulatedMeter {
    const meter = this.meters.get(meterNumber);
    if (!meter) throw new RangeError(`no virtual meter ${meterNumber}`);
    return meter;
  }

  async stop(graceful = true): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.meters.values()].map((meter) => meter.stop(graceful)));
    await this.keeper.save();
  }

  private add(description: MeterDescription, remembered: FleetState): void {
    const { url, ca, logger, now } = this.options;
    const { readingIntervalMs, clockScale, historyDays, seed } = this.options.description;
    const { meterNumber } = description;
    const random = seededRandom(seedOf(seed, meterNumber));
    const ratePerHour = description.ratePerHour ?? MIN_RATE + random.below(RATE_SPAN);
    const make = makeOf(description);
    const known = remembered[meterNumber]?.made === make ? remembered[meterNumber].meter : undefined;
    const history = { days: historyDays, past: description.past, now: now(), random };
    const start = known ? { ...known, ratePerHour } : withHistory(newMeter(description, ratePerHour), history);
    this.makes.set(meterNumber, make);
    const onConnected = (): void => this.note(meterNumber);
    const meter = { url, ca, description, start, intervalMs: readingIntervalMs, clockScale, random, logger, now, onConnected };
    this.meters.set(meterNumber, new SimulatedMeter({ ...meter, keeper: this.keeper }));
  }

  private note(meterNumber: string): void {
    this.connectedOnce.add(meterNumber);
    if (this.connectedOnce.size === this.meters.size) this.resolveConnected();
  }

  private snapshot(): FleetState {
    return Object.fromEntries([...this.meters].map(([number, { state }]) => [number, { made: this.makes.get(number)!, meter: state }]));
  }
}

const newMeter = (description: MeterDescription, ratePerHour: number): VirtualMeter =>
  newVirtualMeter(manufacture(description), description.commodity, ratePerHour);
