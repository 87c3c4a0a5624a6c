/** Stands in for `to-fast-properties`. */
export default (value: object): object => value;
