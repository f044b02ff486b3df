import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { bootstrap, type RunningService } from '@openprepay/runtime/bootstrap';
import { Caller } from '@openprepay/runtime/caller';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { createLogger } from '@openprepay/runtime/logger';
import { z } from 'zod';

const body = z.object({ text: z.string() });

@Controller('v1/things')
export class ThingsController {
  @Get()
  @Endpoint({ summary: 'Who asks', roles: ['clerk'], answers: { 200: z.object({}) } })
  whoAsks(@Caller() caller: Principal): Principal {
    return caller;
  }

  @Post()
  @Endpoint({ summary: 'Measure', roles: ['clerk'], answers: { 201: z.object({}) } })
  measure(@Body(valid(body)) { text }: z.output<typeof body>): { readonly length: number } {
    return { length: text.length };
  }
}

@Module({ controllers: [ThingsController] })
export class ThingsModule {}

/** A real service of the house, verifying tokens by the gateway's published keys. */
export const startThings = (jwksUrl: string, databaseUrl: string, port: number): Promise<RunningService> =>
  bootstrap({
    name: 'things',
    module: ThingsModule,
    status: {},
    withoutMessaging: true,
    logger: createLogger({ name: 'things', level: 'silent' }),
    config: { PORT: port, HOST: '127.0.0.1', LOG_LEVEL: 'silent', DATABASE_URL: databaseUrl, DATABASE_POOL_SIZE: 2, JWKS_URL: jwksUrl },
  });
