import { Controller, Inject } from '@nestjs/common';
import { vendingApi } from '@openprepay/contracts/http/vending';
import type {
  NewTerminalAnswer,
  NewTerminalCertificateAnswer,
  OutletWithTerminalsAnswer,
  TerminalAnswer,
} from '@openprepay/contracts/http/vending-terminals';
import type { Principal } from '@openprepay/contracts/identity';
import { present } from '@openprepay/contracts/present';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { answer, Endpoint, Input, type Reply } from '@openprepay/runtime/endpoint';
import { AllowEngineering } from './allow-engineering.js';
import { CertifyTerminal } from './certify-terminal.js';
import { CreateOutlet } from './create-outlet.js';
import { CreateTerminal } from './create-terminal.js';
import { FindOutlets } from './find-outlets.js';
import { FindTerminals } from './find-terminals.js';
import { RevokeCertificates } from './revoke-certificates.js';
import { RevokeTerminal } from './revoke-terminal.js';
import { newCertificateToApi, newTerminalToApi, outletToApi, outletWithTerminalsToApi, terminalToApi } from './terminal-api.js';

const { createOutlet, listOutlets, createTerminal, revokeTerminal, allowEngineering, listTerminals } = vendingApi.endpoints;
const { certifyTerminal, revokeTerminalCertificates } = vendingApi.endpoints;

@Controller()
export class TerminalsController {
  constructor(
    @Inject(CreateOutlet) private readonly createOutlet: CreateOutlet,
    @Inject(FindOutlets) private readonly findOutlets: FindOutlets,
    @Inject(CreateTerminal) private readonly createTerminal: CreateTerminal,
    @Inject(RevokeTerminal) private readonly revokeTerminal: RevokeTerminal,
    @Inject(CertifyTerminal) private readonly certifyTerminal: CertifyTerminal,
    @Inject(RevokeCertificates) private readonly revokeCertificates: RevokeCertificates,
    @Inject(AllowEngineering) private readonly allowEngineering: AllowEngineering,
    @Inject(FindTerminals) private readonly findTerminals: FindTerminals,
  ) {}

  @Endpoint(createOutlet)
  async open(@Caller() caller: Principal, @Input() { params, body }: Input<typeof createOutlet>): Promise<Reply<typeof createOutlet>> {
    const { outlet, replayed } = await this.createOutlet.execute(caller, { ...params, ...body });
    return answer(201, outletToApi(outlet), present({ 'idempotency-replayed': replayed ? ('true' as const) : undefined }));
  }

  @Endpoint(listOutlets)
  async outlets(
    @Caller() caller: Principal,
    @Input() { params, query }: Input<typeof listOutlets>,
  ): Promise<Page<OutletWithTerminalsAnswer>> {
    return mapPage(await this.findOutlets.execute(caller, { ...params, ...query }), outletWithTerminalsToApi);
  }

  @Endpoint(createTerminal)
  async create(@Caller() caller: Principal, @Input() { params, body }: Input<typeof createTerminal>): Promise<NewTerminalAnswer> {
    return newTerminalToApi(await this.createTerminal.execute(caller, { ...params, ...body }));
  }

  @Endpoint(revokeTerminal)
  async revoke(@Caller() caller: Principal, @Input() { params }: Input<typeof revokeTerminal>): Promise<TerminalAnswer> {
    return terminalToApi(await this.revokeTerminal.execute(caller, params));
  }

  @Endpoint(certifyTerminal)
  async certify(
    @Caller() caller: Principal,
    @Input() { params, body }: Input<typeof certifyTerminal>,
  ): Promise<NewTerminalCertificateAnswer> {
    return newCertificateToApi(await this.certifyTerminal.execute(caller, { ...params, ...body }));
  }

  @Endpoint(revokeTerminalCertificates)
  async revokeAllCertificates(
    @Caller() caller: Principal,
    @Input() { params }: Input<typeof revokeTerminalCertificates>,
  ): Promise<TerminalAnswer> {
    return terminalToApi(await this.revokeCertificates.execute(caller, params));
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
