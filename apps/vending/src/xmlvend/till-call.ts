import type { ProfileName, Message } from '@openprepay/xmlvend';
import type { SignedInTerminal } from '../terminals/sign-in-terminal.js';

type Body = Message['body'];
/** A message by the name of its type. */
export type Written<T extends Body['type']> = Extract<Body, { readonly type: T }>;
/** Any request: what all of them begin with. */
export type Asked = Extract<Body, { readonly msgID: unknown }>;

/** A request of a till that has signed in. */
export interface TillCall<Request extends Asked = Asked> {
  readonly profile: ProfileName;
  readonly terminal: SignedInTerminal;
  readonly asked: Request;
  /** What `asked` stands in. */
  readonly message: Message;
}
