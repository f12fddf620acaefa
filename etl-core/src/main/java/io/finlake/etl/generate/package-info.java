/**
 * A bank that does not exist, day by day, with faults whose number is known. {@link
 * io.finlake.etl.generate.Generator} writes raw objects of all eight sources as their systems would
 * deliver them, and {@code truth.json}, which says what the lake must make of them. Everything
 * follows from the seed: each customer's story is drawn from the seed and the customer's number
 * alone, so neither cores nor partitions change a byte.
 */
package io.finlake.etl.generate;
