import { BoundedMap } from '@openprepay/pace/bounded-map';
import type { Clock } from '@openprepay/persistence/clock';
import { ALL_UTILITIES } from '@openprepay/persistence/tenancy';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { limits } from '../telemetry-limits.js';
import type { DeviceProfile } from '../uplink/device-profile.js';
import type { MeterIdentity } from './meter.js';
import type { MeterRepository } from './meter.repository.js';

interface Remembered {
  readonly identity: MeterIdentity;
  readonly until: number;
}

/** Who a meter number belongs to, remembered for a while: the ingest path asks for every message. Unknown numbers are not remembered. */
export class MeterDirectory {
  private readonly remembered = new BoundedMap<string, Remembered>(limits.meters.directoryEntries);
  private readonly lookedAgain = new BoundedMap<string, number>(limits.meters.lookedAgainRemembered);
  private readonly profiles = new BoundedMap<string, DeviceProfile>(limits.meters.profilesRemembered);

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly meters: MeterRepository,
    private readonly clock: Clock,
  ) {}

  async find(meterNumbers: ReadonlySet<string>): Promise<ReadonlyMap<string, MeterIdentity>> {
    const found = new Map<string, MeterIdentity>();
    const missing: string[] = [];
    const now = this.clock.now().getTime();
    for (const meterNumber of meterNumbers) {
      const known = this.remembered.get(meterNumber);
      if (known !== undefined && known.until > now) found.set(meterNumber, known.identity);
      else missing.push(meterNumber);
    }
    if (missing.length === 0) return found;
    const owners = await this.unitOfWork.run(ALL_UTILITIES, (tx) => this.meters.findOwners(tx, missing));
    for (const identity of owners) {
      found.set(identity.meterNumber, identity);
      this.remembered.set(identity.meterNumber, { identity: this.withSharedProfile(identity), until: now + limits.meters.directoryAgeMs });
    }
    return found;
  }

  /**
   * What is in force of these now, where what is remembered may have changed since: for whoever is about to refuse a meter by it. A
   * meter is looked up again once a second, however much of it is refused.
   */
  async lookAgain(meterNumbers: ReadonlySet<string>): Promise<ReadonlyMap<string, MeterIdentity>> {
    const now = this.clock.now().getTime();
    for (const meterNumber of meterNumbers) {
      if ((this.lookedAgain.get(meterNumber) ?? -Infinity) > now - limits.meters.lookAgainMs) continue;
      this.lookedAgain.set(meterNumber, now);
      this.remembered.delete(meterNumber);
    }
    return this.find(meterNumbers);
  }

  forget(meterNumber: string): void {
    this.remembered.delete(meterNumber);
  }

  /** What is known of many may have changed. */
  forgetAll(): void {
    this.remembered.clear();
    this.profiles.clear();
  }

  /** Many meters have one profile; it is remembered once. */
  private withSharedProfile(identity: MeterIdentity): MeterIdentity {
    const { utility, profile } = identity;
    if (profile === undefined) return identity;
    const key = JSON.stringify([utility, profile]);
    const shared = this.profiles.get(key) ?? profile;
    this.profiles.set(key, shared);
    return { ...identity, profile: shared };
  }
}
