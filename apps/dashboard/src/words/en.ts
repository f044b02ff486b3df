import { en as now } from '../now/en.js';
import { en as sell } from '../sell/en.js';
import { en as vends } from '../vends/en.js';
import { en as meters } from '../meters/en.js';
import { en as alarms } from '../alarms/en.js';
import { en as tokens } from '../tokens/en.js';
import { en as terminals } from '../terminals/en.js';
import { en as reversals } from '../reversals/en.js';
import { en as keyChanges } from '../key-changes/en.js';
import { en as vendors } from '../vendors/en.js';
import { en as tariffs } from '../tariffs/en.js';
import { en as accounts } from '../accounts/en.js';
import { en as ledger } from '../ledger/en.js';
import { en as keys } from '../keys/en.js';
import { en as operations } from '../operations/en.js';
import { en as users } from '../users/en.js';

/** What the pages say. The French catalogue has the same keys; whoever adds one adds both. */
export const en = {
  screen: {
    now: 'Now',
    sell: 'Sell',
    vends: 'Vends',
    meters: 'Meters',
    alarms: 'Alarms',
    tokens: 'Tokens',
    vendors: 'Vendors',
    tariffs: 'Tariffs',
    accounts: 'Accounts',
    ledger: 'Books',
    keys: 'Keys',
    operations: 'Operations',
    users: 'Users',
  },
  role: {
    admin: 'administrator',
    custodian: 'key custodian',
    engineer: 'engineer',
    operator: 'operator',
    clerk: 'clerk',
    vendor: 'vendor',
    auditor: 'auditor',
  },
  shell: {
    skip: 'Skip to the content',
    menu: 'Menu',
    language: 'Language',
    appearance: 'Appearance',
    'scheme-auto': 'As the system',
    'scheme-light': 'Light',
    'scheme-dark': 'Dark',
    'sign-out': 'Sign out',
    forbidden: 'You may not see this',
    'forbidden-why': 'This screen is for people with another role. Ask an administrator of your utility if you need it.',
  },
  live: { connecting: 'Connecting', live: 'Live', lost: 'Not live: the connection is lost' },
  state: {
    loading: 'Loading {{label}}',
    failed: '{{label}} could not be loaded',
    'no-answer': 'The server did not answer.',
    'try-again': 'Try again',
    stale: 'Could not be read again: as of {{since}}',
    empty: 'There is nothing here yet.',
    crashed: 'This screen broke',
    more: 'Show more',
  },
  act: { reason: 'Reason', cancel: 'Cancel', close: 'Close', approve: 'Approve', refuse: 'Refuse' },
  chart: { 'as-table': 'As a table', 'as-chart': 'As a chart' },
  'not-found': { title: 'Not found', text: 'There is no such page.', home: 'To the start' },
  'sign-in': {
    title: 'Sign in',
    username: 'User name',
    password: 'Password',
    submit: 'Sign in',
    wrong: 'User name or password is wrong.',
    'too-often': 'Too many tries. Wait a minute, then try again.',
    failed: 'You could not be signed in just now. Try again.',
    ended: 'Your session has ended. Sign in again to go on.',
  },
  now,
  sell,
  vends,
  meters,
  alarms,
  tokens,
  terminals,
  reversals,
  'key-changes': keyChanges,
  vendors,
  tariffs,
  accounts,
  ledger,
  keys,
  operations,
  users,
};
