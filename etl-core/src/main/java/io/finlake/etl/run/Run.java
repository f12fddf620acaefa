package io.finlake.etl.run;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * One execution of a command. It may commit batches of many tables.
 *
 * @param id unique; the job run's id on AWS
 * @param processingTime when the run began, in UTC with milliseconds; never used to order history
 * @param codeVersion the version of finlake that runs
 */
public record Run(String id, Instant processingTime, String codeVersion) {
  public Run {
    processingTime = processingTime.truncatedTo(ChronoUnit.MILLIS);
  }

  /** A run that begins at {@code now}, with an id of its own. */
  public static Run at(Instant now) {
    return new Run(UUID.randomUUID().toString(), now, version());
  }

  /** The version of finlake on the class path; {@code dev} when it runs from class files. */
  public static String version() {
    String version = Run.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }
}
