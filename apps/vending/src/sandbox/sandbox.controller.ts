import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { SandboxMeterAnswer } from '@openprepay/contracts/http/vending-sandbox';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint } from '@openprepay/runtime/endpoint';
import { EnterSandbox } from './enter-sandbox.js';

const { listSandboxMeters } = vendingApi.endpoints;

@Controller()
export class SandboxController {
  constructor(@Inject(EnterSandbox) private readonly enterSandbox: EnterSandbox) {}

  @Endpoint(listSandboxMeters)
  async list(@Caller() caller: Principal): Promise<{ items: SandboxMeterAnswer[] }> {
    return { items: [...(await this.enterSandbox.list(caller))] };
  }
}
