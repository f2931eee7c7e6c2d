export type Seconds = number;
export type Hertz = number;
export type Decibels = number;
export type Bytes = number;
