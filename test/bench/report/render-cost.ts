import { computeCost } from '../compute-cost.ts';
import type { Measured } from '../measure-all.ts';
import { summarize } from '../targets.ts';
import type { ShapeName } from '../workload/workload.ts';
import { table } from './render-table.ts';

/** What a million answers cost, by shape; compressed by zstd as well as the shape M is. */
export const costsOf = ({ shapes, readUnits, compression }: Measured) => {
  const bytesOf = (name: string) => compression.find(({ encoding }) => encoding === name)?.bytes ?? Number.NaN;
  const ratio = bytesOf('zstd') / bytesOf('identity');
  const costOf = (shape: ShapeName) => {
    const { rounds = [] } = shapes.findLast((figures) => figures.shape === shape) ?? {};
    const { bytes, cpuMs } = summarize(rounds, 'product');
    return computeCost({ cpuMs, answerBytes: bytes, sentBytes: bytes * ratio, readUnits: readUnits[shape] });
  };
  return { S: costOf('S'), M: costOf('M'), L: costOf('L') };
};

export const renderCost = (measured: Measured): string =>
  table(
    ['shape', 'Lambda', 'API Gateway', 'DynamoDB', 'transfer (zstd)', 'logs', '**sum**', 'transfer if uncompressed'],
    Object.entries(costsOf(measured)).map(([shape, { perMillion, total, uncompressedTransfer }]) => [
      shape,
      ...[...Object.values(perMillion), total, uncompressedTransfer].map((dollars) => dollars.toFixed(2)),
    ]),
  );
