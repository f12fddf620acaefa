package io.finlake.etl.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.OptionalLong;

/**
 * A data file as the log knows it.
 *
 * @param path below the table's folder
 * @param bytes its size
 * @param rows how many it holds; empty when nobody counted
 * @param firstBatch the lowest batch number in it; empty when that is not stated
 * @param lastBatch the highest
 */
record LoggedFile(
    String path, long bytes, OptionalLong rows, OptionalLong firstBatch, OptionalLong lastBatch) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static LoggedFile of(String path, long bytes, String statistics) {
    JsonNode stats;
    try {
      stats = JSON.readTree(statistics.isEmpty() ? "{}" : statistics);
    } catch (JsonProcessingException garbled) {
      stats = JSON.createObjectNode();
    }
    return new LoggedFile(
        path,
        bytes,
        number(stats.path("numRecords")),
        number(stats.path("minValues").path("_batch")),
        number(stats.path("maxValues").path("_batch")));
  }

  private static OptionalLong number(JsonNode node) {
    return node.isIntegralNumber() ? OptionalLong.of(node.asLong()) : OptionalLong.empty();
  }

  /** Whose rows are in it, in words. */
  String effect() {
    String count = rows.isPresent() ? rows.getAsLong() + " rows" : "its rows";
    if (firstBatch.isEmpty() || lastBatch.isEmpty()) {
      return count;
    }
    long first = firstBatch.getAsLong();
    long last = lastBatch.getAsLong();
    return count + (first == last ? " of batch " + first : " of batches " + first + " to " + last);
  }
}
