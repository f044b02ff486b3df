/** Words of sales that are taken back. */
export const en = {
  title: 'Taking it back',
  ask: 'Take this sale back',
  what: 'What it took is given back, and its token is handed out no more. The policy of the utility says whether it may be.',
  states: { 'awaiting-approval': 'awaits a second person', reversed: 'taken back', refused: 'stays as it was' },
  asked: {
    'awaiting-approval': 'An operator who is another person has to approve it. Until then the sale stands.',
    reversed: 'The sale is taken back, and what it took is given back.',
    refused: 'The sale stands.',
  },
  'decided-by': 'Decided by',
  receipt: 'Receipt {{receiptNumber}}',
  withdraw: 'Withdraw',
};
