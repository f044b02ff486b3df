/** One line of a role, as mosquitto's dynamic security plugin writes it. */
export interface AccessRule {
  readonly acltype:
    'publishClientSend' | 'publishClientReceive' | 'subscribeLiteral' | 'unsubscribeLiteral' | 'subscribePattern' | 'unsubscribePattern';
  readonly topic: string;
  readonly allow: true;
}

export interface Role {
  readonly rolename: string;
  readonly acls: readonly AccessRule[];
}

export const maySend = (topic: string): AccessRule => ({ acltype: 'publishClientSend', topic, allow: true });

/** To listen to whatever falls under a pattern, by any filter. */
export const mayHearAny = (...patterns: readonly string[]): readonly AccessRule[] =>
  patterns.flatMap((topic) =>
    (['subscribePattern', 'publishClientReceive', 'unsubscribePattern'] as const).map(
      (acltype) => ({ acltype, topic, allow: true }) as const,
    ),
  );

/** To listen is to subscribe to exactly this filter, to be sent what matches it, and to leave again; all three are asked for. */
export const mayHear = (filter: string): readonly AccessRule[] =>
  (['subscribeLiteral', 'publishClientReceive', 'unsubscribeLiteral'] as const).map((acltype) => ({ acltype, topic: filter, allow: true }));
