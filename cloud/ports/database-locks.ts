/**
 * Advisory locks of the database, each with a number of its own: two that share one wait for each other without a reason. Replicas of different
 * versions run side by side, so a number is never given to something else.
 */
export const DATABASE_LOCKS = {
  factTables: 7_242_015,
  distributionTables: 7_242_016,
  outbound: 7_242_017,
  import: 7_242_018,
  tombstones: 7_242_019,
  leases: 7_242_020,
  /** One replica at a time: two would only wait for each other's rows. */
  retention: 7_242_021,
  ranking: 7_242_022,
  modelTables: 7_242_023,
  /** With a hash of the member: what is granted of one member waits for that of no other. */
  memberLeases: 7_242_024,
} as const;

export type DatabaseLock = (typeof DATABASE_LOCKS)[keyof typeof DATABASE_LOCKS];
