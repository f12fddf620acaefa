package io.finlake.etl.table;

import java.util.Map;
import scala.collection.JavaConverters;
import scala.collection.immutable.Map$;

/** Immutable maps as Delta's internals take them. */
final class ScalaMaps {
  private ScalaMaps() {}

  static scala.collection.immutable.Map<String, String> of(Map<String, String> entries) {
    scala.collection.immutable.Map<String, String> none = Map$.MODULE$.empty();
    return none.$plus$plus(JavaConverters.mapAsScalaMap(entries));
  }
}
