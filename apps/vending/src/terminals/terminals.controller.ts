import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type { NewTerminalAnswer, OutletAnswer, TerminalAnswer } from '@openprepay/contracts/http/vending-terminals';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { AllowEngineering } from './allow-engineering.js';
import { CreateOutlet } from './create-outlet.js';
import { CreateTerminal } from './create-terminal.js';
import { FindTerminals } from './find-terminals.js';
import { RevokeTerminal } from './revoke-terminal.js';
import { newTerminalToApi, outletToApi, terminalToApi } from './terminal-api.js';

const { createOutlet, createTerminal, revokeTerminal, allowEngineering, listTerminals } = vendingApi.endpoints;

@Controller()
export class TerminalsController {
  constructor(
    @Inject(CreateOutlet) private readonly createOutlet: CreateOutlet,
    @Inject(CreateTerminal) private readonly createTerminal: CreateTerminal,
    @Inject(RevokeTerminal) private readonly revokeTerminal: RevokeTerminal,
    @Inject(AllowEngineering) private readonly allowEngineering: AllowEngineering,
    @Inject(FindTerminals) private readonly findTerminals: FindTerminals,
  ) {}

  @Endpoint(createOutlet)
  async open(@Caller() caller: Principal, @Input() { params, body }: Input<typeof createOutlet>): Promise<OutletAnswer> {
    return outletToApi(await this.createOutlet.execute(caller, { ...params, ...body }));
  }

  @Endpoint(createTerminal)
  async create(@Caller() caller: Principal, @Input() { params, body }: Input<typeof createTerminal>): Promise<NewTerminalAnswer> {
    return newTerminalToApi(await this.createTerminal.execute(caller, { ...params, ...body }));
  }

  @Endpoint(revokeTerminal)
  async revoke(@Caller() caller: Principal, @Input() { params }: Input<typeof revokeTerminal>): Promise<TerminalAnswer> {
    return terminalToApi(await this.revokeTerminal.execute(caller, params));
  }

  @Endpoint(allowEngineering)
  async engineering(@Caller() caller: Principal, @Input() { params, body }: Input<typeof allowEngineering>): Promise<TerminalAnswer> {
    return terminalToApi(await this.allowEngineering.execute(caller, { ...params, ...body }));
  }

  @Endpoint(listTerminals)
  async list(@Caller() caller: Principal, @Input() { params, query }: Input<typeof listTerminals>): Promise<Page<TerminalAnswer>> {
    return mapPage(await this.findTerminals.execute(caller, { ...params, ...query }), terminalToApi);
  }
}
