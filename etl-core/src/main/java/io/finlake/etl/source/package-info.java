/**
 * Finds landed objects and reads them to rows typed as their contract says.
 *
 * <p>{@link io.finlake.etl.source.ObjectDiscovery} lists what lies in raw; {@link
 * io.finlake.etl.source.RawReader} turns objects into parsed rows, with {@code parse} doing the
 * work inside Spark tasks, whole objects only. Rows are unprotected: whoever reads them screens and
 * protects them in the same pipeline, before anything is written.
 */
package io.finlake.etl.source;
