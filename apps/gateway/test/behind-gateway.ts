import { Body, Controller, Get, Module, Post } from '@nestjs/common';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { httpConfigShape, parseConfig, serviceConfigShape } from '@openprepay/runtime/config';
import { defineService } from '@openprepay/runtime/define-service';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
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

const { DATABASE_URL, DATABASE_POOL_SIZE, JWKS_URL } = serviceConfigShape;
const schema = z.object({ ...httpConfigShape, DATABASE_URL, DATABASE_POOL_SIZE, JWKS_URL });

/** A real service of the house; given the gateway's address it verifies tokens by the keys that the gateway publishes. */
export const thingsService = defineService({
  name: 'things',
  module: ThingsModule,
  config: (env) => parseConfig('things', schema, env),
  status: {},
  migrations: [],
  withoutMessaging: true,
});
