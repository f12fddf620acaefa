package io.finlake.etl.generate;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Remembers the names of objects: a stream has one name for thousands of records. */
final class ObjectPaths {
  private static final int LIMIT = 100_000;

  private final GeneratorSettings settings;
  private final Map<Source, Map<Long, String>> known = new EnumMap<>(Source.class);

  ObjectPaths(GeneratorSettings settings) {
    this.settings = settings;
  }

  String daily(Source source, int day, int shard) {
    return known(source, key(day, 0, 0, shard), () -> source.daily(settings.date(day), shard));
  }

  String hourly(Source source, int day, int hour, int wave, int shard) {
    return known(
        source,
        key(day, hour, wave, shard),
        () -> source.hourly(settings.date(day), hour, wave, shard));
  }

  private String known(Source source, long key, Supplier<String> name) {
    Map<Long, String> names = known.computeIfAbsent(source, ignored -> new HashMap<>());
    if (names.size() > LIMIT) {
      names.clear();
    }
    return names.computeIfAbsent(key, ignored -> name.get());
  }

  private static long key(long day, int hour, int wave, int shard) {
    return ((day * 32 + hour) * 4 + wave) * 1_024 + shard;
  }
}
