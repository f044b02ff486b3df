/** Words of debts that customers paid at vendors, and of taking them back. */
export const en = {
  title: 'Debts paid at vendors',
  none: 'No vendor has taken a payment of debts yet.',
  at: 'Paid',
  receipt: 'Receipt',
  account: 'Account',
  amount: 'Amount',
  what: 'What it paid',
  by: 'Taken by',
  state: 'State',
  stands: 'Stands',
  'taken-back': 'Taken back, receipt',
  'show-receipt': 'Show receipt {{receiptNumber}}',
  'receipt-of': 'Receipt {{receiptNumber}}',
  ask: 'Take this payment back',
  'what-it-does':
    'Its debts are owed again, and its money is back in the vendor’s float. The policy of the utility says whether it may be.',
  waits: 'An operator who is another person has to approve it. Until then the payment stands.',
};
