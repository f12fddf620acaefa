package io.finlake.etl.parse;

/**
 * Bounds on what one object may make the reader hold or do, so that no input exhausts memory.
 *
 * @param recordBytes a longer record becomes one record with reason {@code record_too_long}
 * @param textBytes how much of an unreadable record is kept as text
 * @param depth how deep JSON, XML and nested values may go
 * @param unknownNames distinct names of unknown fields counted one by one; the rest are counted as
 *     {@code (other)}
 * @param inflatedBytes decompressed bytes always allowed
 * @param inflatedRatio decompressed bytes allowed beyond that, for each compressed byte
 */
public record ReadLimits(
    int recordBytes,
    int textBytes,
    int depth,
    int unknownNames,
    long inflatedBytes,
    long inflatedRatio) {
  public ReadLimits {
    if (recordBytes < 16 || textBytes < 16 || depth < 1 || unknownNames < 1) {
      throw new IllegalArgumentException("limits must be positive, and at least 16 bytes");
    }
  }

  /**
   * 8 MiB a record, 64 KiB of text, depth 100, 1000 names, 4 GiB plus 1100 times the object
   * inflated (gzip cannot exceed a ratio of 1032).
   */
  public static ReadLimits standard() {
    return new ReadLimits(8 << 20, 64 << 10, 100, 1000, 4L << 30, 1100);
  }

  /** These limits with another bound on the record. */
  public ReadLimits withRecordBytes(int bytes) {
    return new ReadLimits(bytes, textBytes, depth, unknownNames, inflatedBytes, inflatedRatio);
  }
}
