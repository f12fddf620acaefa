package io.finlake.etl.ledger;

import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.RawObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Objects as they are since erasures wrote them again. An erasure notes what an object will be
 * before it is; one that was killed in between notes another end of the same beginning.
 */
public final class RewrittenObjects {
  private final List<Erasure.Rewritten> rewritten;

  /**
   * What erasures noted.
   *
   * @param rewritten in the order in which they were noted
   */
  public RewrittenObjects(List<Erasure.Rewritten> rewritten) {
    this.rewritten = List.copyOf(rewritten);
  }

  /** Puts the objects in place of those that they were; one that was delivered anew stays. */
  void applyTo(Map<String, RawObject> known) {
    Map<String, RawObject> before = new HashMap<>();
    for (Erasure.Rewritten step : rewritten) {
      RawObject now = known.get(step.path());
      if (now == null) {
        continue;
      }
      RawObject earlier = before.get(step.path());
      if (step.before().of(now)) {
        before.put(step.path(), now);
        known.put(step.path(), step.since(now));
      } else if (earlier != null && step.before().of(earlier)) {
        known.put(step.path(), step.since(earlier));
      }
    }
  }

  /** A batch with its objects as they are; one that reads tables is what it was. */
  public Batch applied(Batch batch) {
    if (rewritten.isEmpty() || batch.inputs().objects().isEmpty()) {
      return batch;
    }
    Map<String, RawObject> known = new HashMap<>();
    batch.inputs().objects().forEach(object -> known.put(object.path(), object));
    applyTo(known);
    return batch.with(batch.inputs().of(List.copyOf(known.values())));
  }

  /** The hash of an object's bytes as they are, of one that was taken with these bytes. */
  public String sha256(String path, String taken) {
    String now = taken;
    String earlier = taken;
    for (Erasure.Rewritten step : rewritten) {
      if (!step.path().equals(path)) {
        continue;
      }
      if (step.before().sha256().equals(now)) {
        earlier = now;
        now = step.after().sha256();
      } else if (step.before().sha256().equals(earlier)) {
        now = step.after().sha256();
      }
    }
    return now;
  }
}
