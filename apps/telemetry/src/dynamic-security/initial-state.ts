import { pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Role } from './access-rule.js';
import { serviceRole } from './service-role.js';

/** The plugin's own form of a password. */
const HASH_BYTES = 64;
const SALT_BYTES = 12;
/** The broker is held up while it checks one, at each connection of the service; the password is a random one of at least 16 characters. */
const ITERATIONS = 10_000;

const clientShape = z.looseObject({
  username: z.string(),
  password: z.string().optional(),
  salt: z.string().optional(),
  iterations: z.number().int().positive().optional(),
  disabled: z.boolean().optional(),
  clientid: z.string().optional(),
  roles: z.array(z.looseObject({ rolename: z.string() })).optional(),
});
const roleShape = z.looseObject({
  rolename: z.string(),
  acls: z.array(z.looseObject({ acltype: z.string(), topic: z.string(), allow: z.boolean() })).optional(),
});

/** What the plugin keeps in its file; what it has beside this stays as it is. */
export const dynamicSecurityState = z.looseObject({
  defaultACLAccess: z.record(z.string(), z.boolean()).optional(),
  clients: z.array(clientShape).default([]),
  roles: z.array(roleShape).default([]),
});
export type DynamicSecurityState = z.output<typeof dynamicSecurityState>;

type StoredClient = z.output<typeof clientShape>;
type StoredRole = z.output<typeof roleShape>;

export interface ServiceAccess {
  readonly username: string;
  readonly password: string;
  readonly sharedGroup?: string | undefined;
  readonly randomBytes: (size: number) => Uint8Array;
}

/** What no role allows is forbidden. */
const NOTHING = { publishClientSend: false, publishClientReceive: false, subscribe: false, unsubscribe: false } as const;

/**
 * The state in which the service may connect and command the plugin, and nobody may do what no role allows. Everybody else's clients,
 * groups and roles stay.
 *
 * @returns `undefined` where it is so already
 */
export function admitService(state: DynamicSecurityState, access: ServiceAccess): DynamicSecurityState | undefined {
  const role = serviceRole(access.sharedGroup);
  const client = state.clients.find(({ username }) => username === access.username);
  const known = state.roles.find(({ rolename }) => rolename === role.rolename);
  if (deniesByDefault(state) && isAdmitted(client, role, access.password) && isSameRole(known, role)) return undefined;
  return {
    ...state,
    defaultACLAccess: NOTHING,
    clients: [...state.clients.filter((other) => other !== client), clientOf(role, access)],
    roles: [...state.roles.filter((other) => other !== known), { rolename: role.rolename, acls: aclsOf(role) }],
  };
}

const deniesByDefault = ({ defaultACLAccess }: DynamicSecurityState): boolean =>
  Object.keys(NOTHING).every((access) => defaultACLAccess?.[access] === false);

function isAdmitted(client: StoredClient | undefined, role: Role, password: string): boolean {
  if (client?.password === undefined || client.salt === undefined || client.iterations === undefined) return false;
  const stored = Buffer.from(client.password, 'base64');
  const given = hash(password, Buffer.from(client.salt, 'base64'), client.iterations);
  const roles = client.roles?.map(({ rolename }) => rolename) ?? [];
  const isOpen = client.disabled !== true && client.clientid === undefined;
  return isOpen && roles.length === 1 && roles[0] === role.rolename && stored.length === given.length && timingSafeEqual(stored, given);
}

const aclsOf = ({ acls }: Role): NonNullable<StoredRole['acls']> => acls.map((acl) => ({ ...acl }));

function isSameRole(known: StoredRole | undefined, role: Role): boolean {
  const lines = (acls: StoredRole['acls'] = []): string =>
    acls
      .map(({ acltype, topic, allow }) => `${acltype} ${topic} ${allow}`)
      .toSorted()
      .join('\n');
  return known !== undefined && lines(known.acls) === lines(aclsOf(role));
}

/** Without a client id of its own: under a meter's it ends that meter's session. */
function clientOf(role: Role, { username, password, randomBytes }: ServiceAccess): StoredClient {
  const salt = randomBytes(SALT_BYTES);
  return {
    username,
    textname: 'OpenPrepay telemetry',
    password: hash(password, salt, ITERATIONS).toString('base64'),
    salt: Buffer.from(salt).toString('base64'),
    iterations: ITERATIONS,
    roles: [{ rolename: role.rolename }],
  };
}

const hash = (password: string, salt: Uint8Array, iterations: number): Buffer =>
  pbkdf2Sync(password, salt, iterations, HASH_BYTES, 'sha512');
