/**
 * The commands, one class each, the same on a laptop, on Glue and on EMR.
 *
 * <p>{@link io.finlake.etl.cli.Finlake} is the whole command line: it takes arguments and {@link
 * io.finlake.etl.cli.Surroundings} (streams, environment, folders) and answers with an exit code.
 * Options that several commands share are mixins ({@code LakeOptions}, {@code ContractOptions},
 * {@code OutputOptions}, {@code SecretOptions}). A command that answers with rows makes an {@code
 * Answer}, which a table, JSON or CSV writer prints on standard output; everything else goes to
 * standard error. {@code LakeSession} is the one place that makes a Spark session.
 */
package io.finlake.etl.cli;
