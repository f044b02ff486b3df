export const en = { one: 'Tariff {{code}}' };
