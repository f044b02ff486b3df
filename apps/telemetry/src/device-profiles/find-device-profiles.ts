import type { PageQuery } from '@openprepay/contracts/http/page';
import type { Principal } from '@openprepay/contracts/identity';
import { cursorOf, type Page, pageOf } from '@openprepay/persistence/page';
import type { UnitOfWork } from '@openprepay/persistence/unit-of-work';
import { z } from 'zod';
import { TelemetryError } from '../telemetry-error.js';
import type { DeviceProfileRepository, KeptProfile } from './device-profile.repository.js';

const cursor = cursorOf(z.tuple([z.string()]));

export const profileUnknown = (): TelemetryError =>
  new TelemetryError('telemetry.device_profile_unknown', 'this utility has no such device profile');

/** The caller's device profiles, by their code. */
export class FindDeviceProfiles {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly profiles: DeviceProfileRepository,
  ) {}

  /** @throws {PersistenceError} `request.cursor_invalid` */
  async execute(caller: Principal, { cursor: text, limit }: PageQuery): Promise<Page<KeptProfile>> {
    const after = cursor.read(text)?.[0];
    const found = await this.unitOfWork.run(caller.utility, (tx) => this.profiles.list(tx, { after, limit: limit + 1 }));
    return pageOf(found, limit, ({ code }) => cursor.write([code]));
  }
}

export class FindDeviceProfile {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly profiles: DeviceProfileRepository,
  ) {}

  /** @throws {TelemetryError} `telemetry.device_profile_unknown` */
  async execute(caller: Principal, { code }: { readonly code: string }): Promise<KeptProfile> {
    const profile = await this.unitOfWork.run(caller.utility, (tx) => this.profiles.find(tx, code));
    if (profile === undefined) throw profileUnknown();
    return profile;
  }
}
