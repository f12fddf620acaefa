package io.finlake.etl.source;

import io.finlake.etl.source.ReadPlan.PlannedObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Spreads whole objects over tasks: the largest first, each to the task with least to do. */
final class Packing {
  private static final long TASK_BYTES = 128L << 20;
  private static final long OPENING_BYTES = 256L << 10;
  private static final int INFLATION = 5;

  private Packing() {}

  /**
   * About two and a half tasks a core, more when they would exceed 128 MB, never more than objects;
   * none for no objects. Equal input gives equal packing.
   */
  static List<List<PlannedObject>> pack(List<PlannedObject> objects, int cores) {
    if (objects.isEmpty()) {
      return List.of();
    }
    long total = objects.stream().mapToLong(Packing::work).sum();
    long wanted = Math.max(Math.max(1, cores * 5L / 2), (total + TASK_BYTES - 1) / TASK_BYTES);
    int tasks = (int) Math.min(objects.size(), wanted);
    PriorityQueue<Task> byWork =
        new PriorityQueue<>(Comparator.<Task>comparingLong(Task::work).thenComparing(Task::number));
    List<Task> all = new ArrayList<>();
    for (int number = 0; number < tasks; number++) {
      Task task = new Task(number);
      all.add(task);
      byWork.add(task);
    }
    List<PlannedObject> largestFirst = new ArrayList<>(objects);
    largestFirst.sort(
        Comparator.<PlannedObject>comparingLong(Packing::work)
            .reversed()
            .thenComparing(PlannedObject::path));
    for (PlannedObject object : largestFirst) {
      Task least = byWork.remove();
      least.add(object);
      byWork.add(least);
    }
    return all.stream().map(task -> List.copyOf(task.objects)).toList();
  }

  private static long work(PlannedObject object) {
    boolean compressed = object.path().endsWith(".gz") || object.path().endsWith(".zst");
    return OPENING_BYTES + (compressed ? object.bytes() * INFLATION : object.bytes());
  }

  private static final class Task {
    private final int number;
    private final List<PlannedObject> objects = new ArrayList<>();
    private long work;

    Task(int number) {
      this.number = number;
    }

    void add(PlannedObject object) {
      objects.add(object);
      work += Packing.work(object);
    }

    int number() {
      return number;
    }

    long work() {
      return work;
    }
  }
}
