import { z } from 'zod';
import { valueText, wrongly } from './wording';
import { written } from './written';

/** A number with a unit, as people write it. */
interface Unit {
  /** What a number without a unit is in, and what the program gets. */
  readonly base: string;
  readonly words: string;
  /** What one of each unit is in the base unit; spelled as written. */
  readonly factors: Readonly<Record<string, number>>;
  /** A number in the base unit as text, for resolved recipes. */
  readonly write: (value: number) => number | string;
}

export type Quantity = z.ZodCodec<z.ZodCustom<number | string, number | string>, z.ZodNumber>;

/** `2 s`, `200 ms`, `1.5 min`, `2 h`; a bare number is in seconds → seconds. More than zero unless `check` says otherwise. */
export function seconds(check: z.ZodNumber = z.number().positive()): Quantity {
  return quantity(
    {
      base: 's',
      words: 'seconds, as in 2 s or 200 ms',
      factors: { us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600 },
      write: value => `${value} s`,
    },
    check,
  );
}

/** `16 kHz`, `7600 Hz`; a bare number is in hertz → hertz. */
export function hertz(check: z.ZodNumber = z.number().positive()): Quantity {
  return quantity(
    {
      base: 'Hz',
      words: 'hertz, as in 16 kHz or 7600 Hz',
      factors: { Hz: 1, kHz: 1e3 },
      write: value => `${value} Hz`,
    },
    check,
  );
}

/** `0.1 %`, or a bare share such as `0.001` → a share from 0 to 1. */
export function share(check: z.ZodNumber = z.number().min(0).max(1)): Quantity {
  return quantity(
    { base: '', words: 'a share from 0 to 1, as in 0.001 or 0.1 %', factors: { '%': 0.01 }, write: value => value },
    check,
  );
}

/** `-5 dB`, `15`; a bare number is in decibels → decibels. */
export function decibels(check: z.ZodNumber = z.number()): Quantity {
  return quantity(
    { base: 'dB', words: 'decibels, as in 15 dB', factors: { dB: 1 }, write: value => `${value} dB` },
    check,
  );
}

/** `512 MiB`, `2 GB`; a bare number is in bytes → whole bytes. */
export function bytes(check: z.ZodNumber = z.number().min(0)): Quantity {
  return quantity(
    {
      base: 'B',
      words: 'bytes, as in 512 MiB or 2 GB',
      factors: { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 },
      write: value => value,
    },
    check,
  );
}

/** `40000`, `40k`, `1.2 M` → a whole number, not negative. */
export function count(check: z.ZodNumber = z.int().min(0)): Quantity {
  return quantity(
    {
      base: '',
      words: 'a whole number, as in 40000, 40k or 1.2 M',
      factors: { k: 1e3, M: 1e6 },
      write: value => value,
    },
    check,
  );
}

function quantity(unit: Unit, check: z.ZodNumber): Quantity {
  return written<number | string, z.ZodNumber>(
    {
      words: unit.words,
      json: () => ({ type: ['number', 'string'] }),
      decode(input: unknown, complain) {
        const value = typeof input === 'number' ? input : typeof input === 'string' ? read(input, unit) : undefined;
        if (value === undefined) complain(`${wrongly(unit.words, input)}${adviceFor(input, unit)}`);
        return value;
      },
      encode: value => unit.write(value),
    },
    check,
  );
}

/** A number, a space or none, a unit or none; undefined for anything else. */
function read(text: string, unit: Unit): number | undefined {
  const match = /^([-+]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][-+]?\d{1,3})?) ?([A-Za-z%]{0,4})$/.exec(
    text.slice(0, 64).trim(),
  );
  if (match === null || text.length > 64) return undefined;
  const [, number = '', name = ''] = match;
  const factor =
    name === '' || name === unit.base ? 1 : Object.hasOwn(unit.factors, name) ? unit.factors[name] : undefined;
  if (factor === undefined) return undefined;
  // 200 × 1e-3 is not 0.2 in binary; 200 / 1000 is.
  return factor < 1 ? Number(number) / Math.round(1 / factor) : Number(number) * factor;
}

/** Right but for the case of the unit, or without any. */
function adviceFor(input: unknown, unit: Unit): string {
  if (typeof input !== 'string') return '';
  const name = /[A-Za-z%]{1,8}$/.exec(input.slice(0, 64).trim())?.[0];
  if (name === undefined) return '';
  const known = [...new Set([...Object.keys(unit.factors), unit.base])].filter(text => text !== '');
  const same = known.filter(text => text.toLowerCase() === name.toLowerCase());
  if (same.length > 0 && !known.includes(name)) return `, did you mean ${valueText(input.replace(name, same[0]!))}?`;
  return known.includes(name) ? '' : ` (units: ${known.join(', ')})`;
}
