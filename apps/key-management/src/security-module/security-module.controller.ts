import { Controller, Inject } from '@nestjs/common';
import { keyManagementApi } from '@openprepay/contracts/http/key-management';
import type { SecurityModuleAnswer } from '@openprepay/contracts/http/key-management-security-module';
import { present } from '@openprepay/contracts/present';
import { Endpoint } from '@openprepay/runtime/endpoint';
import { CheckSecurityModule } from './check-security-module.js';

const { readSecurityModule } = keyManagementApi.endpoints;

@Controller()
export class SecurityModuleController {
  constructor(@Inject(CheckSecurityModule) private readonly checkSecurityModule: CheckSecurityModule) {}

  @Endpoint(readSecurityModule)
  async read(): Promise<SecurityModuleAnswer> {
    const { lastSelfTestAt, problem, ...state } = await this.checkSecurityModule.execute();
    return { ...state, ...present({ problem, lastSelfTestAt: lastSelfTestAt?.toISOString() }) };
  }
}
