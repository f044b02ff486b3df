/** The ways in which a point of sale can come in; the first where none is named. */
export const DOOR_NAMES = ['http', 'xmlvend'] as const;
export type DoorName = (typeof DOOR_NAMES)[number];
