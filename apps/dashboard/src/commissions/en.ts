/** Words of what vendors earn by their sales. */
export const en = {
  title: 'Commission',
  none: 'None was ever set: sales earn this vendor nothing.',
  set: 'Set another commission',
  'set-why':
    'Sales of before keep what they have earned. A kind that says “nothing” here earns nothing from then on. More than before may have to be approved by another operator.',
  version: 'Version',
  from: 'From',
  'from-why': 'On the clock of {{timeZone}}. Left empty: from now on.',
  now: 'now',
  'ended-by': 'Never began: {{by}} said version {{version}} before',
  what: 'What sales earn',
  by: 'Set by',
  kinds: { credit: 'Credit', debt: 'Debts recovered', 'free-basic': 'Free units' },
  how: 'How: {{what}}',
  hows: { nothing: 'nothing', percent: 'a share of the money', 'per-vend': 'so much a vend' },
  rate: 'Rate: {{what}}',
  share: '{{percent}} % of the money',
  'a-vend': '{{money}} a vend',
};
