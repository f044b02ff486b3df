export const en = { one: 'Meter {{meterNumber}}' };
