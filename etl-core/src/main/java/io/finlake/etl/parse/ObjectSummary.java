package io.finlake.etl.parse;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What reading one object to its end found.
 *
 * @param records records that were read, good and bad; headers and blank lines are none. Of a
 *     change stream, the rows that its messages hold; messages that hold none are not among them
 * @param bytes stored bytes
 * @param sha256 of the stored bytes, 64 hexadecimal digits
 * @param unknown how many records held each field that the contract does not know; card numbers in
 *     names are masked
 */
public record ObjectSummary(long records, long bytes, String sha256, Map<String, Long> unknown) {
  public ObjectSummary {
    unknown = Collections.unmodifiableMap(new TreeMap<>(unknown));
  }
}
