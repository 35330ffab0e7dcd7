/** Orders of an array's axes, slowest first. */
export const AXIS_ORDERS = ['xyz', 'xzy', 'yxz', 'yzx', 'zxy', 'zyx'] as const;
export type AxisOrder = (typeof AXIS_ORDERS)[number];
