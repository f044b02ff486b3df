export const en = { one: 'Account {{accountNumber}}' };
