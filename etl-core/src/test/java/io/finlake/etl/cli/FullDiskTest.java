package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.error.StoreFailures;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class FullDiskTest {
  private static final Surroundings SURROUNDINGS =
      new Surroundings(
          new PrintWriter(new StringWriter()),
          new PrintWriter(new StringWriter()),
          Map.of(),
          Path.of("/work"),
          Path.of("/home"),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty());

  /** Hadoop throws an Error then, which the parser of commands lets through. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "needs /dev/full")
  void aCommandThatMeetsAFullDiskAsksToBeRunAgain() {
    FinlakeCommand command =
        new FinlakeCommand(SURROUNDINGS) {
          @Override
          int execute() {
            return written();
          }
        };
    Throwable thrown = catchThrowable(command::call);
    assertThat(thrown).isInstanceOf(UncheckedIOException.class);
    assertThat(StoreFailures.in(thrown).map(FinlakeException::code))
        .contains(ErrorCode.STORE_UNAVAILABLE);
  }

  private static int written() {
    try (RawLocalFileSystem disk = new RawLocalFileSystem()) {
      disk.initialize(URI.create("file:///"), new Configuration());
      try (OutputStream out = disk.create(new org.apache.hadoop.fs.Path("/dev/full"), true, 1)) {
        out.write(new byte[100]);
      }
      return 0;
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}
