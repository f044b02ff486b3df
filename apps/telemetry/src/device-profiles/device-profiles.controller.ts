import { Controller, Inject } from '@nestjs/common';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { DeviceProfileAnswer } from '@openprepay/contracts/http/telemetry-device-profiles';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { CreateDeviceProfile } from './create-device-profile.js';
import { deviceProfileToApi } from './device-profile-api.js';
import { FindDeviceProfile, FindDeviceProfiles } from './find-device-profiles.js';
import { MendDeviceProfile } from './mend-device-profile.js';

const { createDeviceProfile, listDeviceProfiles, readDeviceProfile, mendDeviceProfile } = telemetryApi.endpoints;

@Controller()
export class DeviceProfilesController {
  constructor(
    @Inject(CreateDeviceProfile) private readonly createDeviceProfile: CreateDeviceProfile,
    @Inject(FindDeviceProfiles) private readonly findDeviceProfiles: FindDeviceProfiles,
    @Inject(FindDeviceProfile) private readonly findDeviceProfile: FindDeviceProfile,
    @Inject(MendDeviceProfile) private readonly mendDeviceProfile: MendDeviceProfile,
  ) {}

  @Endpoint(createDeviceProfile)
  async create(@Caller() caller: Principal, @Input() { body }: Input<typeof createDeviceProfile>): Promise<DeviceProfileAnswer> {
    return deviceProfileToApi(await this.createDeviceProfile.execute(caller, body));
  }

  @Endpoint(listDeviceProfiles)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listDeviceProfiles>): Promise<Page<DeviceProfileAnswer>> {
    return mapPage(await this.findDeviceProfiles.execute(caller, query), deviceProfileToApi);
  }

  @Endpoint(readDeviceProfile)
  async read(@Caller() caller: Principal, @Input() { params }: Input<typeof readDeviceProfile>): Promise<DeviceProfileAnswer> {
    return deviceProfileToApi(await this.findDeviceProfile.execute(caller, params));
  }

  @Endpoint(mendDeviceProfile)
  async mend(@Caller() caller: Principal, @Input() { params, body }: Input<typeof mendDeviceProfile>): Promise<DeviceProfileAnswer> {
    return deviceProfileToApi(await this.mendDeviceProfile.execute(caller, { ...params, ...body }));
  }
}
