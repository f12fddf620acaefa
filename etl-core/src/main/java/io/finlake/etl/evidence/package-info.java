/**
 * What a run did, as files that an auditor can check without finlake: inputs, contracts, balances,
 * rules, table versions and digests of rows, each with its hash. Holds no value of any row. Reads
 * without Spark.
 */
package io.finlake.etl.evidence;
