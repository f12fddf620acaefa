package io.finlake.etl.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoreFailuresTest {
  static Stream<Throwable> passing() {
    return Stream.of(
        new RuntimeException(new IOException(new SocketTimeoutException("Read timed out"))),
        // Spark knows what a task threw by its text alone.
        new IllegalStateException(
            "Job aborted due to stage failure: Task 0 in stage 3.0 failed 1 times, most recent"
                + " failure: Lost task 0.0 in stage 3.0 (TID 4):"
                + " org.apache.hadoop.fs.s3a.AWSServiceThrottledException: getFileStatus on x"),
        new IllegalStateException(
            "Task failed: com.amazonaws.thirdparty.apache.http.NoHttpResponseException: s3:443"),
        new IOException(
            "it is not known whether s3://b/0.json was stored, after 6 tries", new IOException()));
  }

  @ParameterizedTest
  @MethodSource("passing")
  void whatPassesIsToBeTriedAgain(Throwable thrown) {
    Optional<FinlakeException> found = StoreFailures.in(thrown);
    assertThat(found).map(it -> it.code().actor()).contains(Actor.TRANSIENT);
    assertThat(found.orElseThrow()).hasCause(thrown);
  }

  @Test
  void aFullDiskIsToldAsOne() {
    FileSystemException full =
        new FileSystemException("/lake/0.json", null, "No space left on device");
    assertThat(StoreFailures.in(new UncheckedIOException(full)).orElseThrow())
        .hasMessageContaining("a disk is full")
        .hasMessageContaining("make room");
  }

  @Test
  void whatWasSuppressedIsFoundToo() {
    RuntimeException thrown = new RuntimeException("the write failed");
    thrown.addSuppressed(new java.net.SocketException("Connection reset"));
    assertThat(StoreFailures.in(thrown)).isPresent();
  }

  /** A bug must not be run again for ever. */
  @Test
  void whatIsNoFailureOfStorageIsNone() {
    assertThat(StoreFailures.in(new IllegalStateException("a socket without a plug"))).isEmpty();
    assertThat(StoreFailures.in(new IOException("Stream closed"))).isEmpty();
    RuntimeException circle = new RuntimeException("one");
    circle.addSuppressed(new RuntimeException(circle));
    assertThat(StoreFailures.in(circle)).isEmpty();
  }

  /** Messages of libraries may quote data. */
  @Test
  void nothingOfTheirMessageIsSaid() {
    IOException thrown = new SocketTimeoutException("while sending 4929 1234 5678 9012");
    assertThat(StoreFailures.in(thrown).orElseThrow().getMessage()).doesNotContain("4929");
  }

  @Test
  void anObjectThatStorageDidNotGiveIsNotTheSourcesFault() {
    RuntimeException told = new RuntimeException("***");
    IOException reset = new IOException("cut", new java.net.SocketException("Connection reset"));
    FinlakeException found = StoreFailures.reading("the object a/b", reset, told).orElseThrow();
    assertThat(found.code().actor()).isEqualTo(Actor.TRANSIENT);
    assertThat(found).hasMessageContaining("the object a/b").hasCause(told);
  }

  /** Or an object could say of itself that it is to be tried again for ever. */
  @Test
  void whatStandsInAnObjectDoesNotMakeItAFailureOfStorage() {
    IOException quoted = new IOException("Unexpected java.net.SocketException at line 3");
    assertThat(StoreFailures.reading("the object a/b", quoted, quoted)).isEmpty();
    IOException cut = new java.io.EOFException("Unexpected end of ZLIB input stream");
    assertThat(StoreFailures.reading("the object a/b", cut, cut)).isEmpty();
  }
}
