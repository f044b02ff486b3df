import { MAX_DEVICE_PROFILES } from '@openprepay/contracts/http/telemetry-device-profiles';
import type { Principal } from '@openprepay/contracts/identity';
import type { Signal } from '@openprepay/pace/signal';
import type { Clock } from '@openprepay/persistence/clock';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { spelledPattern, topicsOf } from '../dialects/device-dialects.js';
import { TelemetryError } from '../telemetry-error.js';
import type { DeviceProfile } from '../uplink/device-profile.js';
import type { DeviceProfileRepository, KeptProfile } from './device-profile.repository.js';
import { type WrittenMapping, mappingOf } from './profile-mapping.js';

export type CreateDeviceProfileCommand = Pick<DeviceProfile, 'code' | 'dialect' | 'topicPattern'> & WrittenMapping;

/** Describes a kind of device. Its topics are listened to from here on, also by the other instances a moment later. */
export class CreateDeviceProfile {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly profiles: DeviceProfileRepository,
    private readonly changed: Signal,
    private readonly clock: Clock,
  ) {}

  /**
   * @throws {TelemetryError} `telemetry.topic_pattern_invalid`, `telemetry.time_zone_unknown`, `telemetry.device_profile_exists`,
   *   `telemetry.too_many_device_profiles`
   */
  async execute(caller: Principal, { code, dialect, ...command }: CreateDeviceProfileCommand): Promise<KeptProfile> {
    const topicPattern = spelledPattern(command.topicPattern);
    if (topicsOf({ dialect, topicPattern }) === undefined)
      throw new TelemetryError('telemetry.topic_pattern_invalid', `no device that speaks ${dialect} has its readings on such a topic`);
    const said = { code, dialect, topicPattern, ...mappingOf(command, caller.timeZone) };
    const profile = { ...said, createdBy: caller.username, createdAt: this.clock.now() };
    return this.unitOfWork.run(caller.utility, async (tx) => {
      if ((await this.profiles.count(tx)) >= MAX_DEVICE_PROFILES)
        throw new TelemetryError('telemetry.too_many_device_profiles', `a utility has at most ${MAX_DEVICE_PROFILES}`);
      if (!(await this.profiles.insert(tx, profile)))
        throw new TelemetryError('telemetry.device_profile_exists', 'this utility has a profile of that code');
      tx.afterCommit(this.changed.wake);
      return profile;
    });
  }
}
