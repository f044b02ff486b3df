import { Controller, Inject, Module } from '@nestjs/common';
import { DefaultTariffChanged } from '@openprepay/contracts/billing';
import { defineApi } from '@openprepay/contracts/http/api';
import { endpoint } from '@openprepay/contracts/http/endpoint';
import type { Principal } from '@openprepay/contracts/identity';
import { PricingApplied } from '@openprepay/contracts/vending';
import { consume, consumeBatch } from '@openprepay/messaging/consume';
import { messagingMigrations } from '@openprepay/messaging/migrations';
import { Outbox } from '@openprepay/messaging/outbox';
import { currentTraceparent } from '@openprepay/messaging/trace';
import type { Clock } from '@openprepay/persistence/clock';
import type { Tx } from '@openprepay/persistence/tx';
import { Caller } from '@openprepay/runtime/caller';
import { parseConfig, serviceConfigShape } from '@openprepay/runtime/config';
import { defineService } from '@openprepay/runtime/define-service';
import { Endpoint, Input } from '@openprepay/runtime/endpoint';
import { compose, type Feature } from '@openprepay/runtime/feature';
import { CLOCK, configToken, consumers, provide, provideBy, token } from '@openprepay/runtime/service';
import { z } from 'zod';

const schema = z.object({ ...serviceConfigShape, GREETING: z.string().default('hello') });
const CONFIG = configToken<z.output<typeof schema>>();
export const GREETING = token<string>('greeting');

/** Remembers what it was handed, and says what it has been told. */
export class Diary {
  readonly heard: (readonly [utility: string, accountNumber: string, trace: string | undefined])[] = [];
  readonly batches: number[] = [];

  constructor(
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async hear(tx: Tx, accountNumber: string): Promise<void> {
    this.heard.push([tx.utility, accountNumber, currentTraceparent()]);
    if (accountNumber === 'POISON') throw Object.assign(new Error('no'), { code: 'diary.refused' });
    await this.say(tx, accountNumber);
  }

  async say(tx: Tx, tariffCode: string): Promise<void> {
    await this.outbox.append(tx, DefaultTariffChanged, { commodity: 'water', tariffCode, changedAt: this.clock.now() });
  }
}

const me = endpoint({
  method: 'GET',
  path: '/v1/me',
  summary: 'Who am I',
  tag: 'Me',
  access: { anyRole: true },
  answers: { 200: z.looseObject({}) },
});
const echo = endpoint({
  method: 'POST',
  path: '/v1/me',
  summary: 'Say it again',
  tag: 'Me',
  access: { public: true },
  body: z.looseObject({}),
  answers: { 201: z.looseObject({}) },
});
const diaryApi = defineApi({ service: 'diary', title: 'Diary', publicPath: '/api/diary', errors: {}, endpoints: { me, echo } });

@Controller()
export class MeController {
  constructor(@Inject(GREETING) private readonly greeting: string) {}

  @Endpoint(me)
  me(@Caller() { utility, currency }: Principal): Record<string, unknown> {
    return { utility, currency, greeting: this.greeting };
  }

  @Endpoint(echo)
  echo(@Input() { body }: Input<typeof echo>): Record<string, unknown> {
    return body;
  }
}

const diary: Feature = {
  controllers: [MeController],
  providers: [
    provideBy(GREETING, [CONFIG], (config) => config.GREETING),
    provide(Diary, [Outbox, CLOCK]),
    consumers([Diary], (diary) => [
      consume(PricingApplied, { group: 'diary.hear' }, ({ data }, tx) => diary.hear(tx, data.accountNumber)),
      consumeBatch(PricingApplied, { group: 'diary.count', deduplication: 'natural-key' }, async (events) => {
        diary.batches.push(events.length);
      }),
    ]),
  ],
};

@Module(compose(diary))
class DiaryModule {}

/** The smallest service that has everything the harness looks at. */
export const diaryService = defineService({
  name: 'diary',
  module: DiaryModule,
  config: (env) => parseConfig('diary', schema, env),
  api: diaryApi,
  migrations: messagingMigrations,
});
