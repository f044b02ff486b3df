import { Controller, Inject } from '@nestjs/common';
import { telemetryApi } from '@openprepay/contracts/http/telemetry';
import type { ExceptionAnswer } from '@openprepay/contracts/http/telemetry-exceptions';
import type { Principal } from '@openprepay/contracts/identity';
import { mapPage, type Page } from '@openprepay/persistence/page';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { exceptionToApi } from './exception-api.js';
import { FindExceptions } from './find-exceptions.js';
import { ResolveException } from './resolve-exception.js';

const { listExceptions, resolveException } = telemetryApi.endpoints;

@Controller()
export class ExceptionsController {
  constructor(
    @Inject(FindExceptions) private readonly findExceptions: FindExceptions,
    @Inject(ResolveException) private readonly resolveException: ResolveException,
  ) {}

  @Endpoint(listExceptions)
  async list(@Caller() caller: Principal, @Input() { query }: Input<typeof listExceptions>): Promise<Page<ExceptionAnswer>> {
    return mapPage(await this.findExceptions.execute(caller, query), exceptionToApi);
  }

  @Endpoint(resolveException)
  async resolve(@Caller() caller: Principal, @Input() { params, body }: Input<typeof resolveException>): Promise<ExceptionAnswer> {
    return exceptionToApi(await this.resolveException.execute(caller, { ...params, ...body }));
  }
}
