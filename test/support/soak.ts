/**
 * How much of something that takes long a test does: a share of it in `npm test`, all of it with `npm run soak`. Seeds
 * come from `SEED`, so that a failure can be run again.
 */
export const isSoak = process.env['SOAK'] === 'full';

export const seed = Number(process.env['SEED'] ?? 1);
