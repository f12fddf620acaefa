/**
 * Benchmarks: work of a stated size, and what it cost in bytes, files and CPU time beside what the
 * whole would cost. A time alone is never a claim.
 */
package io.finlake.etl.bench;
