/** The entry for {@code spark-submit}. */
package io.finlake.emr;
