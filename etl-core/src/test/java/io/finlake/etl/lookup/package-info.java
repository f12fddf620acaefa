/** Tests of small tables; none needs Spark but the one that reads them with it. */
package io.finlake.etl.lookup;
