import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import type { Api } from '@openprepay/contracts/http/api';
import { parkedMessagesEndpoints } from '@openprepay/contracts/http/parked-messages';
import { describe, expect, it } from 'vitest';
import { bootstrap } from '../src/bootstrap.js';
import { defineService } from '../src/define-service.js';
import { refuseWrongRoutes, routesOf } from '../src/routes.js';
import { exampleApi } from './example-api.js';
import { ExampleModule } from './example.module.js';

@Controller('v1/forgotten')
class ForgottenController {
  @Get()
  read(): void {}
}

@Module({ imports: [ExampleModule], controllers: [ForgottenController] })
class ForgetfulModule {}

const config = (): never => {
  throw new Error('the configuration was asked for');
};

describe('routes', () => {
  it('without rules keep a service from starting, before it connects to anything', async () => {
    const forgetful = defineService({ name: 'example', module: ForgetfulModule, config, api: exampleApi, migrations: [] });

    await expect(bootstrap(forgetful, {})).rejects.toThrow('ForgottenController.read');
  });

  it('of the example are those of its contract', () => {
    expect(() => refuseWrongRoutes(routesOf(ExampleModule), exampleApi)).not.toThrow();
    expect(routesOf(ForgetfulModule)).toHaveLength(routesOf(ExampleModule).length + 1);
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
