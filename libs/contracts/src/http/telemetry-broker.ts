import { z } from 'zod';
import { endpoint, type Wire } from './endpoint.js';

const MAX_TEXT_LENGTH = 1_024;
/** No topic of MQTT is longer. */
const MAX_TOPIC_LENGTH = 65_535;

const text = z.string().max(MAX_TEXT_LENGTH);
const tag = 'Broker';
const access = { public: true } as const;
const errors = ['telemetry.broker_not_authenticated'] as const;

/** The shared secret: in the header, or where a broker can only be told a URL, in the query. */
const headers = z.object({ 'x-broker-secret': text.optional() });
const query = z.strictObject({ secret: text.optional() });

const result = z.enum(['allow', 'deny']);
const topicRule = z
  .object({ permission: z.literal('allow'), action: z.enum(['publish', 'subscribe']), topic: z.string() })
  .meta({ id: 'MqttTopicRule' });
const connectDecision = z.object({
  result,
  is_superuser: z.boolean().optional(),
  acl: z
    .array(topicRule)
    .optional()
    .describe('the topics of a meter, so that a broker that takes them need not ask about each; EMQX does from 5.8'),
});
export type ConnectDecisionAnswer = Wire<typeof connectDecision>;
const topicDecision = z.object({ result });
export type TopicDecisionAnswer = Wire<typeof topicDecision>;

/**
 * What a broker asks, in the request shapes of EMQX's HTTP authenticator and authoriser; a broker may say more than it is asked to.
 * Outside of `/v1`.
 */
export const brokerEndpoints = {
  authenticateClient: endpoint({
    method: 'POST',
    path: '/mqtt/auth',
    summary: 'May this MQTT client connect?',
    tag,
    access,
    hook: true,
    query,
    headers,
    body: z.object({
      clientid: text,
      username: text,
      password: text,
      cert_common_name: text.optional().describe('of the client certificate that the broker has checked'),
      cert_fingerprint: text.optional().describe('SHA-256 of it, 64 digits'),
    }),
    answers: { 200: connectDecision },
    errors,
  }),
  authoriseTopic: endpoint({
    method: 'POST',
    path: '/mqtt/acl',
    summary: 'May this MQTT client use a topic?',
    tag,
    access,
    hook: true,
    query,
    headers,
    body: z.object({ clientid: text, username: text, topic: z.string().max(MAX_TOPIC_LENGTH), action: z.enum(['publish', 'subscribe']) }),
    answers: { 200: topicDecision },
    errors,
  }),
} as const;
