import type { ConnectDecisionAnswer, TopicDecisionAnswer } from '@openprepay/contracts/http/telemetry-broker';
import type { MeterAuthorityAnswer } from '@openprepay/contracts/http/telemetry-credentials';
import type { RevocationList } from '../credentials/meter-authority.js';
import type { AskingBroker } from './asking-broker.js';
import type { ConnectDecision, ConnectRequest } from './authenticate-client.js';
import type { TopicDecision } from './authorise-topic.js';

interface Shown {
  readonly headers: { readonly 'x-broker-secret'?: string | undefined };
  readonly query: { readonly secret?: string | undefined };
}

/** The header goes before the query. */
export const brokerFromApi = ({ headers, query }: Shown): AskingBroker => ({ secret: headers['x-broker-secret'] ?? query.secret });

interface AskedConnect {
  readonly clientid: string;
  readonly username: string;
  readonly password: string;
  readonly cert_common_name?: string | undefined;
  readonly cert_fingerprint?: string | undefined;
}

/** A certificate of which only the name is told opens nothing: whether it is the one in force is seen by its fingerprint. */
export const connectFromApi = ({ clientid, username, password, cert_common_name, cert_fingerprint }: AskedConnect): ConnectRequest => ({
  ...{ clientId: clientid, username, password },
  ...(cert_common_name === undefined || cert_common_name === '' // EMQX writes one where there is no certificate
    ? {}
    : { certificate: { commonName: cert_common_name, fingerprint: cert_fingerprint ?? '' } }),
});

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

export const meterAuthorityToApi = ({ nextUpdate, ...authority }: RevocationList): MeterAuthorityAnswer => ({
  ...authority,
  nextUpdate: nextUpdate.toISOString(),
});

export const topicDecisionToApi = (result: TopicDecision): TopicDecisionAnswer => ({ result });
