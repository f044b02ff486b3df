import { Signal } from '@openprepay/pace/signal';
import { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import type { Feature } from '@openprepay/runtime/feature';
import { repeating } from '@openprepay/runtime/repeating';
import { CLOCK, provide, provideBy, token } from '@openprepay/runtime/service';
import { MeterDirectory } from '../meters/meter-directory.js';
import { MqttSession } from '../mqtt/mqtt-session.client.js';
import { limits } from '../telemetry-limits.js';
import { CreateDeviceProfile } from './create-device-profile.js';
import { DeviceProfileRepository } from './device-profile.repository.js';
import { DeviceProfilesController } from './device-profiles.controller.js';
import { FindDeviceProfile, FindDeviceProfiles } from './find-device-profiles.js';
import { FollowProfiles } from './follow-profiles.js';
import { MendDeviceProfile } from './mend-device-profile.js';

const PROFILES_CHANGED = token<Signal>('device profiles changed');
const { followEveryMs: everyMs } = limits.deviceProfiles;

export const deviceProfiles: Feature = {
  controllers: [DeviceProfilesController],
  providers: [
    provideBy(PROFILES_CHANGED, [], () => new Signal()),
    provide(DeviceProfileRepository, []),
    provide(CreateDeviceProfile, [UnitOfWork, DeviceProfileRepository, PROFILES_CHANGED, CLOCK]),
    provide(FindDeviceProfiles, [UnitOfWork, DeviceProfileRepository]),
    provide(FindDeviceProfile, [UnitOfWork, DeviceProfileRepository]),
    provide(MendDeviceProfile, [UnitOfWork, DeviceProfileRepository, MeterDirectory]),
    provide(FollowProfiles, [UnitOfWork, DeviceProfileRepository, MqttSession, MeterDirectory]),
    repeating([FollowProfiles], { name: 'device profiles', everyMs, signal: PROFILES_CHANGED }, async (follow) => {
      await follow.execute();
      return 0;
    }),
  ],
};
