/** Words of the rules that a utility gives itself. */
export const en = {
  reversals: 'Sales that are taken back',
  'change-reversals': 'Change which are',
  'reversals-why':
    'Payments of debts at vendors go by it too. Whoever lets one person take a sale back still needs a second one for their own.',
  which: 'Which',
  modes: {
    never: 'none',
    'until-delivered': 'those whose token nobody was handed again and no meter took',
    'within-minutes': 'those whose token was made within minutes',
  },
  minutes: 'Minutes',
  people: 'People',
  one: 'one person',
  two: 'two people',
  'key-changes': 'Keys that are due to change',
  'change-key-changes': 'Change what a sale does',
  what: 'A sale to a meter whose key is being replaced or has ended',
  'key-modes': {
    'with-next-vend': 'gives it the new key with the token',
    'refuse-when-due': 'is refused until it has the new key',
    'campaign-only': 'leaves its key as it is',
  },
};
