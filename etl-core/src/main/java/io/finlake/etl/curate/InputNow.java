package io.finlake.etl.curate;

/**
 * Where an input stands now.
 *
 * @param table {@code zone.domain.name}
 * @param incarnation the table's identity; empty when the table was never made, and then it counts
 *     as empty
 * @param version the newest Delta version of which every commit is balanced and recorded; -1 when
 *     there is none
 */
record InputNow(String table, String incarnation, long version) {}
