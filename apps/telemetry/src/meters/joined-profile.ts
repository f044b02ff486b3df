import type { DialectName } from '@openprepay/contracts/http/telemetry-device-profiles';
import { present } from '@openprepay/contracts/present';
import type { DeviceProfile, Source, Sources } from '../uplink/device-profile.js';

/** A profile as it stands beside what it is of, in one JSON value of its columns. */
export interface JoinedProfile {
  readonly code: string;
  readonly dialect: DialectName;
  readonly topic_pattern: string;
  readonly registers: Sources;
  readonly credit: Source | null;
  readonly time_zone: string;
}

/** A column of {@link JoinedProfile} or null, where `credential` is among the tables of a query. */
export const JOINED_PROFILE = `(select to_jsonb(profile) from device_profile as profile
  where profile.utility = credential.utility and profile.code = credential.device_profile) as profile`;

export const profileOf = (joined: JoinedProfile | null): DeviceProfile | undefined =>
  joined === null
    ? undefined
    : present({
        code: joined.code,
        dialect: joined.dialect,
        topicPattern: joined.topic_pattern,
        registers: joined.registers,
        credit: joined.credit ?? undefined,
        timeZone: joined.time_zone,
      });
