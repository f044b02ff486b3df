import { Controller, Module } from '@nestjs/common';
import { defineApi } from '@openprepay/contracts/http/api';
import { endpoint } from '@openprepay/contracts/http/endpoint';
import type { Principal } from '@openprepay/contracts/identity';
import { Caller } from '@openprepay/runtime/caller';
import { httpConfigShape, parseConfig, serviceConfigShape } from '@openprepay/runtime/config';
import { defineService } from '@openprepay/runtime/define-service';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { z } from 'zod';

const common = { path: '/v1/things', tag: 'Things', access: { roles: ['clerk'] } } as const;
const whoAsks = endpoint({ ...common, method: 'GET', summary: 'Who asks', answers: { 200: z.looseObject({}) } });
const measure = endpoint({
  ...common,
  method: 'POST',
  summary: 'Measure',
  body: z.object({ text: z.string() }),
  answers: { 201: z.object({ length: z.int() }) },
});
const thingsApi = defineApi({ service: 'things', title: 'Things', publicPath: '/api/things', errors: {}, endpoints: { whoAsks, measure } });

@Controller()
export class ThingsController {
  @Endpoint(whoAsks)
  whoAsks(@Caller() caller: Principal): Record<string, unknown> {
    return { ...caller };
  }

  @Endpoint(measure)
  measure(@Input() { body }: Input<typeof measure>): { readonly length: number } {
    return { length: body.text.length };
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
  api: thingsApi,
  migrations: [],
  withoutMessaging: true,
});
