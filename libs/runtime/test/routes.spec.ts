import 'reflect-metadata';
import { Body, Controller, Delete, Get, Module, Param, Post } from '@nestjs/common';
import type { Api } from '@openprepay/contracts/http/api';
import { parkedMessagesEndpoints } from '@openprepay/contracts/http/parked-messages';
import { naturalNumber } from '@openprepay/contracts/wire';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bootstrap } from '../src/bootstrap.js';
import { defineService } from '../src/define-service.js';
import { Endpoint, valid } from '../src/endpoint.js';
import { openApiDocument } from '../src/openapi.js';
import { refuseWrongRoutes, routesOf } from '../src/routes.js';
import { exampleApi } from './example-api.js';
import { ExampleModule } from './example.module.js';

@Controller('v1/things')
class ThingsController {
  @Get(':thingId')
  @Endpoint({ summary: 'Read', roles: ['clerk'], answers: { 200: z.object({ amountMinor: naturalNumber }) } })
  read(@Param('thingId', valid(z.uuid())) _id: string): void {}

  @Delete(':thingId')
  @Endpoint({ summary: 'Drop', roles: ['clerk'], answers: { 204: z.undefined() } })
  drop(@Param('thingId', valid(z.uuid())) _id: string): void {}

  @Post('import')
  @Endpoint({ summary: 'Import', public: true, consumes: ['text/csv'], answers: { 200: 'application/pdf' } })
  import(@Body(valid(z.string())) _body: string): void {}
}

@Controller('v1/forgotten')
class ForgottenController {
  @Get()
  read(): void {}
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

@Module({ imports: [ThingsModule], controllers: [ForgottenController] })
class ForgetfulModule {}

const config = (): never => {
  throw new Error('the configuration was asked for');
};

describe('routes', () => {
  it('without rules keep a service from starting, before it connects to anything', async () => {
    const forgetful = defineService({ name: 'example', module: ForgetfulModule, config, status: {}, migrations: [] });

    await expect(bootstrap(forgetful, {})).rejects.toThrow('ForgottenController.read');
  });

  it('of the example are those of its contract', () => {
    expect(() => refuseWrongRoutes(routesOf(ExampleModule), exampleApi)).not.toThrow();
    expect(routesOf(ForgetfulModule)).toHaveLength(4);
  });
});

describe('a service does not start where its controllers and its contract differ', () => {
  const { fail: _fail, ...served } = exampleApi.endpoints;
  const { listParkedMessages } = parkedMessagesEndpoints;
  const start = (endpoints: Api['endpoints']): Promise<unknown> =>
    bootstrap(defineService({ name: 'example', module: ExampleModule, config, api: { ...exampleApi, endpoints }, migrations: [] }), {});

  it('no controller serves an endpoint', async () => {
    await expect(start({ ...exampleApi.endpoints, listParkedMessages })).rejects.toThrow('listParkedMessages');
  });

  it('a controller serves one that is not agreed on', async () => {
    await expect(start(served)).rejects.toThrow('NotesController.fail');
  });
});

describe('the OpenAPI document', () => {
  const document = openApiDocument({ title: 'Things', version: '1.2.3', module: ThingsModule }) as {
    readonly paths: Record<string, Record<string, Record<string, unknown>>>;
  };

  it('shows the wire, not what is inside: a codec is its text', () => {
    const { responses } = document.paths['/v1/things/{thingId}']!['get']! as { readonly responses: Record<string, unknown> };

    expect(JSON.stringify(responses['200'])).toContain('"amountMinor":{"type":"string"');
    expect(JSON.stringify(responses['default'])).toContain('application/problem+json');
  });

  it('takes parameters and bodies from the pipes that check them, and says who may call', () => {
    const { get, delete: drop } = document.paths['/v1/things/{thingId}']!;

    expect(get!['parameters']).toMatchObject([{ name: 'thingId', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }]);
    expect(get!['x-roles']).toEqual(['clerk']);
    expect(drop!['responses']).toMatchObject({ 204: { description: 'done' } });
    expect(document.paths['/v1/things/import']!['post']).toMatchObject({ security: [], requestBody: { content: { 'text/csv': {} } } });
  });
});
