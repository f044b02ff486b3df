import { Body, Controller, Headers, Inject, Post, Query } from '@nestjs/common';
import { Endpoint, valid } from '@openprepay/runtime/endpoint';
import { z } from 'zod';
import { secretsEqual } from '../credentials/credential-secret.js';
import { TelemetryError } from '../telemetry-error.js';
import { TELEMETRY_CONFIG } from '../telemetry.config.js';
import type { TelemetryConfig } from '../telemetry.config.js';
import { AuthenticateClient } from './authenticate-client.js';
import { RefusedTopics } from './refused-topics.js';
import { meterMayUse } from './topic-access.js';

const MAX_TEXT = 1_024;
const text = z.string().max(MAX_TEXT);
const connectBody = z.object({ clientid: text, username: text, password: text });
const topicBody = z.object({ clientid: text, username: text, topic: z.string().max(65_535), action: z.enum(['publish', 'subscribe']) });
const secretQuery = z.object({ secret: text.optional() });
const result = z.enum(['allow', 'deny']);

/**
 * What a broker asks, in the request shapes of EMQX's HTTP authenticator and authoriser. Outside `/v1`, so no gateway
 * exposes it; the broker shows the shared secret in the header `x-broker-secret`, or where it can only be told a URL, in
 * the query.
 */
@Controller('mqtt')
export class BrokerAuthController {
  constructor(
    @Inject(AuthenticateClient) private readonly authenticate: AuthenticateClient,
    @Inject(RefusedTopics) private readonly refused: RefusedTopics,
    @Inject(TELEMETRY_CONFIG) private readonly config: TelemetryConfig,
  ) {}

  @Post('auth')
  @Endpoint({
    summary: 'May this MQTT client connect?',
    public: true,
    answers: { 200: z.object({ result, is_superuser: z.boolean().optional() }) },
  })
  async connect(
    @Body(valid(connectBody)) body: z.output<typeof connectBody>,
    @Query(valid(secretQuery)) { secret }: z.output<typeof secretQuery>,
    @Headers('x-broker-secret') header?: string,
  ): Promise<unknown> {
    this.verify(header ?? secret);
    return this.authenticate.execute(body);
  }

  @Post('acl')
  @Endpoint({ summary: 'May this MQTT client use a topic?', public: true, answers: { 200: z.object({ result }) } })
  async topic(
    @Body(valid(topicBody)) { clientid, username, topic, action }: z.output<typeof topicBody>,
    @Query(valid(secretQuery)) { secret }: z.output<typeof secretQuery>,
    @Headers('x-broker-secret') header?: string,
  ): Promise<unknown> {
    this.verify(header ?? secret);
    if (username === this.config.MQTT_USERNAME) return { result: 'allow' };
    if (clientid === username && meterMayUse(username, action, topic)) return { result: 'allow' };
    await this.refused.execute({ meterNumber: username, action, topic });
    return { result: 'deny' };
  }

  private verify(secret: string | undefined): void {
    if (secret !== undefined && secretsEqual(secret, this.config.BROKER_AUTH_SECRET)) return;
    throw new TelemetryError('telemetry.broker_not_authenticated', 'the shared secret is missing or wrong');
  }
}
