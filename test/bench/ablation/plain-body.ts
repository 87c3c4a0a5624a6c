/** Stands in for `lib/table/collect-body.ts`. */
export { buffer as collectBody } from 'node:stream/consumers';
