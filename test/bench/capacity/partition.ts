import { QUOTAS, SPLIT_MINUTES } from './quotas.ts';

/** A partition is hot in a second in which this share of its units is used, or in which it refuses anything. */
const HOT_SHARE = 0.9;

/**
 * A partition of the table: a range of the key space, where the organization of number n has the range from n to n + 1 in
 * the order of its sort keys. A bucket of units is refilled all the time; a read is let in while something is left, and
 * may leave a debt, because how large a page is is known once it is read.
 */
export class Partition {
  readonly low: number;
  readonly high: number;
  #units: number;
  #refilledAt: number;
  readonly #depth: number;
  #used = 0;
  #refused = false;
  #hotSeconds = 0;
  /** Units that were read since the last split, of the busiest organization and of everything else. */
  readonly #heat = { busiest: 0, others: 0 };

  /** @param burstSeconds how many seconds of unused units are kept beyond one; a partition of AWS keeps none */
  constructor(low: number, high: number, now: number, burstSeconds: number) {
    this.low = low;
    this.high = high;
    this.#refilledAt = now;
    this.#depth = QUOTAS.partitionUnits * (1 + burstSeconds);
    this.#units = this.#depth;
  }

  /** @returns false if the read is refused */
  read(units: number, now: number, isBusiest: boolean): boolean {
    this.#units = Math.min(this.#depth, this.#units + (now - this.#refilledAt) * QUOTAS.partitionUnits);
    this.#refilledAt = now;
    if (this.#units <= 0) {
      this.#refused = true;
      return false;
    }
    this.#units -= units;
    this.#used += units;
    this.#heat[isBusiest ? 'busiest' : 'others'] += units;
    return true;
  }

  /** Ends a second. @returns whether DynamoDB would split now */
  endSecond(): boolean {
    const isHot = this.#refused || this.#used >= HOT_SHARE * QUOTAS.partitionUnits;
    this.#hotSeconds = isHot ? this.#hotSeconds + 1 : Math.max(0, this.#hotSeconds - 1);
    this.#used = 0;
    this.#refused = false;
    return this.#hotSeconds >= SPLIT_MINUTES * 60;
  }

  /**
   * Splits where each half has had half of the heat.
   * @param busiest the number of the busiest organization
   * @param itemsPerOrganization no item is divided
   */
  split(busiest: number, itemsPerOrganization: number, now: number, burstSeconds: number): Partition[] {
    const found = this.#findMiddle(busiest);
    const middle = Math.round(found * itemsPerOrganization) / itemsPerOrganization;
    if (middle <= this.low || middle >= this.high) return [this];
    return [new Partition(this.low, middle, now, burstSeconds), new Partition(middle, this.high, now, burstSeconds)];
  }

  #findMiddle(busiest: number): number {
    const [start, end] = [Math.max(this.low, busiest), Math.min(this.high, busiest + 1)];
    const heatBelow = (key: number) =>
      (this.#heat.others * (key - this.low)) / (this.high - this.low) +
      (end > start ? (this.#heat.busiest * (Math.min(Math.max(key, start), end) - start)) / (end - start) : 0);
    const half = (this.#heat.others + this.#heat.busiest) / 2;
    let [low, high] = [this.low, this.high];
    for (let step = 0; step < 60; step++) {
      const key = (low + high) / 2;
      if (heatBelow(key) < half) low = key;
      else high = key;
    }
    return (low + high) / 2;
  }
}
