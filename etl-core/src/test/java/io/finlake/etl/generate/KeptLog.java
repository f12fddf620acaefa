package io.finlake.etl.generate;

import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.FileAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** Writes what Spark, Delta, Hadoop and finlake log to a file, as the launcher's settings do. */
final class KeptLog implements AutoCloseable {
  private static final List<String> EVERYONE = List.of("org", "io", "com");

  private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
  private final Path path;
  private final FileAppender file;

  KeptLog(Path path) {
    this.path = path;
    file =
        FileAppender.newBuilder()
            .setName("kept")
            .withFileName(path.toString())
            .setLayout(PatternLayout.newBuilder().withPattern("%p %c: %m%n%ex").build())
            .build();
    file.start();
    for (String name : EVERYONE) {
      LoggerConfig logger = new LoggerConfig(name, Level.INFO, false);
      logger.addAppender(file, Level.INFO, null);
      context.getConfiguration().addLogger(name, logger);
    }
    context.updateLoggers();
  }

  /** The file that it is written to. */
  Path path() {
    return path;
  }

  @Override
  public void close() {
    EVERYONE.forEach(context.getConfiguration()::removeLogger);
    context.updateLoggers();
    file.stop();
  }
}
