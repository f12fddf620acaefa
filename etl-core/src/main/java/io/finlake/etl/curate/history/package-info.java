/**
 * Histories (slowly changing dimensions of the second kind) by business time, and what was believed
 * about them when: {@link io.finlake.etl.curate.history.Beliefs} is the whole rule, without Spark;
 * {@link io.finlake.etl.curate.history.History} is the model that any contract can name; {@link
 * io.finlake.etl.curate.history.Invariants} are what every history must keep before it is
 * published.
 */
package io.finlake.etl.curate.history;
