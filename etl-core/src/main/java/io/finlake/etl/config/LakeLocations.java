package io.finlake.etl.config;

import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where the zones and the control tables lie. URIs or local paths without a trailing slash.
 *
 * @param zones one location for each zone
 * @param control ledger tables and staging
 */
public record LakeLocations(Map<Zone, String> zones, String control) {
  public LakeLocations {
    if (!zones.keySet().containsAll(java.util.EnumSet.allOf(Zone.class))) {
      throw new IllegalArgumentException("every zone needs a location, only given " + zones);
    }
    zones = Map.copyOf(zones);
  }

  /**
   * All zones under one root: {@code raw/}, {@code processed/}, {@code quarantine/}, {@code
   * curated/}, {@code control/}.
   */
  public static LakeLocations under(String root) {
    String base = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
    Map<Zone, String> zones = new EnumMap<>(Zone.class);
    for (Zone zone : Zone.values()) {
      zones.put(zone, base + "/" + zone.label());
    }
    return new LakeLocations(zones, base + "/control");
  }

  /** The root of a zone. */
  public String zone(Zone zone) {
    return zones.get(zone);
  }

  /** A table's folder: {@code <zone>/<domain>/<name>}. */
  public String table(Zone zone, DatasetId dataset) {
    return zone(zone) + "/" + dataset.path();
  }
}
