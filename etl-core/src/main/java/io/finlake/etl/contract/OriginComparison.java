package io.finlake.etl.contract;

import io.finlake.etl.contract.ContractChange.Effect;
import io.finlake.etl.contract.ContractChange.Kind;
import io.finlake.etl.contract.ContractChange.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How rows come about in two contracts of one dataset and zone, setting by setting. */
final class OriginComparison {
  private final Contract before;
  private final Contract after;
  private final List<ContractChange> changes = new ArrayList<>();

  OriginComparison(Contract before, Contract after) {
    this.before = before;
    this.after = after;
  }

  List<ContractChange> changes() {
    if (after.zone() == Zone.PROCESSED) {
      write();
      source();
    } else {
      model();
    }
    if (!before.measures().equals(after.measures())) {
      change(
          Kind.MEASURES,
          "",
          ComponentWords.of(before.measures()),
          ComponentWords.of(after.measures()),
          Level.COMPATIBLE,
          Effect.NEXT_BATCH,
          "batches are balanced in them from now on");
    }
    if (!before.delivery().equals(after.delivery())) {
      change(
          Kind.DELIVERY,
          "",
          before.delivery().map(ContractWords::delivery).orElse(""),
          after.delivery().map(ContractWords::delivery).orElse(""),
          Level.COMPATIBLE,
          Effect.NOTHING,
          "it says what status calls missing or late");
    }
    if (!before.subject().equals(after.subject())) {
      change(
          Kind.SUBJECT,
          "",
          before.subject().map(ContractWords::subject).orElse(""),
          after.subject().map(ContractWords::subject).orElse(""),
          Level.COMPATIBLE,
          Effect.NOTHING,
          "erasures from now on go by it; who was erased before stays erased as it was then");
    }
    if (!before.retention().equals(after.retention())) {
      change(
          Kind.RETENTION,
          "",
          before.retention().map(ContractWords::retention).orElse("for ever"),
          after.retention().map(ContractWords::retention).orElse("for ever"),
          Level.COMPATIBLE,
          Effect.NOTHING,
          "finlake expire goes by it from now on; what has left does not come back");
    }
    return List.copyOf(changes);
  }

  private void write() {
    WriteStrategy old = before.landed().write();
    WriteStrategy now = after.landed().write();
    if (!old.getClass().equals(now.getClass())) {
      change(
          Kind.WRITE,
          "strategy",
          ComponentWords.of(old),
          ComponentWords.of(now),
          Level.BREAKING,
          Effect.REBUILD,
          "which rows the table keeps was decided the old way");
      return;
    }
    each(
        old,
        now,
        (name, was, is) -> {
          boolean extract = name.equals("minimumShare") || name.equals("tolerances");
          boolean vanished = name.equals("vanished");
          change(
              Kind.WRITE,
              name,
              was,
              is,
              extract ? Level.COMPATIBLE : Level.BREAKING,
              extract || vanished ? Effect.NEXT_BATCH : Effect.REBUILD,
              extract
                  ? "it says how extracts from now on are compared"
                  : vanished
                      ? "rows that vanish from now on are treated so"
                      : "which rows the table keeps was decided the old way");
        });
  }

  private void source() {
    each(
        before.landed().source(),
        after.landed().source(),
        (name, was, is) -> {
          boolean unfilled = name.equals("evolution") && was.equals("add");
          change(
              Kind.SOURCE,
              name,
              was,
              is,
              unfilled ? Level.BREAKING : Level.COMPATIBLE,
              Effect.NEXT_BATCH,
              unfilled
                  ? "columns that were added on arrival are not filled any more"
                  : "it holds for objects that land from now on; rows that are there stay");
        });
  }

  private void model() {
    each(
        before.derivation(),
        after.derivation(),
        (name, was, is) -> {
          boolean how = List.of("build", "inputs", "codeChange").contains(name);
          change(
              Kind.MODEL,
              name,
              was,
              is,
              how ? Level.COMPATIBLE : Level.BREAKING,
              Effect.COMPUTED_ANEW,
              how ? "the columns mean what they meant" : "the same column may mean something else");
        });
  }

  /** A setting that differs. */
  private interface Setting {
    void differs(String name, String before, String after);
  }

  private static void each(Object old, Object now, Setting setting) {
    Map<String, Object> were = ComponentWords.components(old);
    Map<String, Object> are = ComponentWords.components(now);
    for (String name : ComponentWords.differing(old, now)) {
      setting.differs(name, ComponentWords.of(were.get(name)), ComponentWords.of(are.get(name)));
    }
  }

  private void change(
      Kind kind, String name, String was, String is, Level level, Effect effect, String why) {
    changes.add(new ContractChange(kind, name, present(was), present(is), level, effect, why));
  }

  private static Optional<String> present(String words) {
    return Optional.of(words).filter(text -> !text.isEmpty());
  }
}
