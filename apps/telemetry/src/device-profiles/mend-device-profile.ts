import type { Principal } from '@openprepay/contracts/identity';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { MeterDirectory } from '../meters/meter-directory.js';
import { profileUnknown } from './find-device-profiles.js';
import type { DeviceProfileRepository, KeptProfile } from './device-profile.repository.js';
import { mappingOf, type WrittenMapping } from './profile-mapping.js';

/** Says anew which names a device has for what it measures; what its meters may use stays as it is. */
export class MendDeviceProfile {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly profiles: DeviceProfileRepository,
    private readonly directory: MeterDirectory,
  ) {}

  /** @throws {TelemetryError} `telemetry.device_profile_unknown`, `telemetry.time_zone_unknown` */
  async execute(caller: Principal, { code, ...written }: WrittenMapping & { readonly code: string }): Promise<KeptProfile> {
    const mapping = mappingOf(written, caller.timeZone);
    const profile = await this.unitOfWork.run(caller.utility, (tx) => this.profiles.mend(tx, code, mapping));
    if (profile === undefined) throw profileUnknown();
    this.directory.forgetAll();
    return profile;
  }
}
