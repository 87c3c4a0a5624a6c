import { encodeRecords } from '../../../lib/table/encode.ts';
import { generateShape, SHAPES, type Shape } from '../../support/generate-shape.ts';
import { RecordedTable } from './recorded-table.ts';

export type ShapeName = keyof typeof SHAPES;

export const SHAPE_NAMES: readonly ShapeName[] = ['S', 'M', 'L'];

export const TABLE_NAME = 'table';

/** The caller of every benchmark: an admin of all organizations of a shape. */
export const CALLER = { principalKind: 'user', userId: 1 } as const;

/** The time it is in benchmarks, in milliseconds since 1970. */
export const NOW = Date.parse('2026-06-01T00:00:00Z');

export const recordShape = (shape: Shape | ShapeName): RecordedTable =>
  new RecordedTable(encodeRecords(generateShape(typeof shape === 'string' ? SHAPES[shape] : shape)));
