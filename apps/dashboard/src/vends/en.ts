export const en = { one: 'Vend' };
