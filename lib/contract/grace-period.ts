/** Days that an organization stays after its trial has expired without an upgrade. */
export const GRACE_PERIOD_DAYS = 30;
