/** The library: raw to processed to curated, as Delta tables. */
package io.finlake.etl;
