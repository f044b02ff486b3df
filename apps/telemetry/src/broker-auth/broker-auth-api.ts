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

export const connectDecisionToApi = (decision: ConnectDecision): ConnectDecisionAnswer => {
  switch (decision.result) {
    case 'deny':
      return { result: 'deny' };
    case 'allow-service':
      return { result: 'allow', is_superuser: true };
    case 'allow-meter':
      return {
        result: 'allow',
        is_superuser: false,
        acl: decision.topics.map(({ action, topic }) => ({ permission: 'allow', action, topic })),
      };
  }
};

export const topicDecisionToApi = (result: TopicDecision): TopicDecisionAnswer => ({ result });
