import type { ConnectDecisionAnswer, TopicDecisionAnswer } from '@openprepay/contracts/http/telemetry-broker';
import type { AskingBroker } from './asking-broker.js';
import type { ConnectDecision } from './authenticate-client.js';
import type { TopicDecision } from './authorise-topic.js';

interface Shown {
  readonly headers: { readonly 'x-broker-secret'?: string | undefined };
  readonly query: { readonly secret?: string | undefined };
}

/** The header goes before the query. */
export const brokerFromApi = ({ headers, query }: Shown): AskingBroker => ({ secret: headers['x-broker-secret'] ?? query.secret });

/** EMQX's words for the parts of a request. */
export const requestFromApi = <Request extends { readonly clientid: string }>({
  clientid,
  ...request
}: Request): Omit<Request, 'clientid'> & { readonly clientId: string } => ({ ...request, clientId: clientid });

const CONNECT_ANSWERS = {
  deny: { result: 'deny' },
  'allow-meter': { result: 'allow', is_superuser: false },
  'allow-service': { result: 'allow', is_superuser: true },
} as const satisfies Record<ConnectDecision, ConnectDecisionAnswer>;

export const connectDecisionToApi = (decision: ConnectDecision): ConnectDecisionAnswer => CONNECT_ANSWERS[decision];

export const topicDecisionToApi = (result: TopicDecision): TopicDecisionAnswer => ({ result });
