package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.plan.RawObject;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Which part of a dataset an operator wants to have made again.
 *
 * @param from the first landing day, the date folder that objects lie in; empty for no limit
 * @param to the day after the last one; empty for no limit
 * @param rawVersion raw as it was known after this batch; objects that later ones took count as not
 *     delivered. Empty for all
 */
public record BackfillRequest(
    Optional<LocalDate> from, Optional<LocalDate> to, Optional<Long> rawVersion) {
  public BackfillRequest {
    if (from.isPresent() && to.isPresent() && !from.get().isBefore(to.get())) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "there is no day from " + from.get() + " to " + to.get(),
          "--to is the day after the last one",
          "give a later --to");
    }
  }

  /** All that was ever taken. */
  public static BackfillRequest everything() {
    return new BackfillRequest(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Whether only some days are wanted. */
  boolean limited() {
    return from.isPresent() || to.isPresent();
  }

  /** Whether an object's landing day is wanted; one without a day only when every day is. */
  boolean holds(RawObject object) {
    return !limited()
        || object
            .date()
            .filter(day -> from.filter(day::isBefore).isEmpty())
            .filter(day -> to.filter(end -> !day.isBefore(end)).isEmpty())
            .isPresent();
  }

  /** Whether a batch belongs to what is known of raw. */
  boolean knows(long batch) {
    return rawVersion.filter(last -> batch > last).isEmpty();
  }

  /** Fails for days of a dataset whose objects lie in no date folders. */
  void check(Contract contract) {
    if (limited() && contract.landed().source().layout().isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "days of " + contract.id() + " cannot be made again",
          "its objects lie in no date folders, so nobody can say which ones landed then",
          "leave --from and --to out: then everything is made again");
    }
  }

  /** The days in words: {@code 2026-01-05 to 2026-01-07}. */
  String days() {
    return limited()
        ? from.map(LocalDate::toString).orElse("the beginning")
            + " to "
            + to.map(LocalDate::toString).orElse("now")
        : "all days";
  }
}
