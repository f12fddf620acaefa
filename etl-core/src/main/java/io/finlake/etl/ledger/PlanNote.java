package io.finlake.etl.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What a commit keeps of its batch's plan and of what was read: with the balance beside it, all
 * that the ledger says of the batch, so that a lost ledger is made again from the tables. Packed,
 * it is a few kilobytes; of a batch of very many objects, {@link #MOST} or more, nothing is kept.
 *
 * @param batch as it was planned
 * @param objects the objects that were read, with their hashes
 * @param unknown fields that the contract does not know, with counts
 */
public record PlanNote(
    Batch batch, List<BatchRecord.ObjectRead> objects, Map<String, Long> unknown) {
  /** The name under which it stands in a commit's note. */
  static final String NAME = "plan";

  /** So many characters a note may have: some 60,000 objects. */
  private static final int MOST = 4 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  public PlanNote {
    objects = List.copyOf(objects);
    unknown = Map.copyOf(unknown);
  }

  /** Of a batch that read no object to its end. */
  public static PlanNote of(Batch batch) {
    return new PlanNote(batch, List.of(), Map.of());
  }

  /** Puts it into a commit's note, unless it is too long. */
  void putInto(ObjectNode note) {
    String packed = packed(json().toString());
    if (packed.length() < MOST) {
      note.put(NAME, packed);
    }
  }

  /** What a commit's note keeps of its plan; empty when the batch was too large to keep it. */
  public static Optional<PlanNote> in(String note) {
    try {
      return Optional.ofNullable(JSON.readTree(note).get(NAME))
          .map(JsonNode::asText)
          .map(PlanNote::parsed);
    } catch (JsonProcessingException thrown) {
      throw new IllegalStateException("a commit's note is not ours", thrown);
    }
  }

  private ObjectNode json() {
    ObjectNode json = JSON.createObjectNode();
    json.put("zone", batch.zone().label());
    json.put("dataset", batch.dataset().toString());
    json.put("number", batch.number());
    json.put("run", batch.runId());
    json.put("time", batch.processingTime().toString());
    json.put("code", batch.codeVersion());
    json.put("hash", batch.contractHash());
    json.put("contract", batch.contractText());
    batch.knownUntil().ifPresent(day -> json.put("known", day.toString()));
    batch.sweptAt().ifPresent(at -> json.put("swept", at.toString()));
    inputs(json);
    ArrayNode read = json.putArray("read");
    for (BatchRecord.ObjectRead object : objects) {
      read.addArray().add(object.path()).add(object.sha256()).add(object.records());
    }
    ObjectNode fields = json.putObject("unknown");
    new TreeMap<>(unknown).forEach(fields::put);
    return json;
  }

  private void inputs(ObjectNode json) {
    ArrayNode taken = json.putArray("objects");
    for (RawObject object : batch.inputs().objects()) {
      ArrayNode one = taken.addArray();
      one.add(object.path()).add(object.bytes()).add(object.modified().toString());
      one.add(object.date().map(LocalDate::toString).orElse("")).add(object.etag().orElse(""));
    }
    if (batch.inputs() instanceof Inputs.TableVersions tables) {
      ArrayNode ranges = json.putArray("ranges");
      for (Inputs.VersionRange range : tables.ranges()) {
        ranges
            .addArray()
            .add(range.table())
            .add(range.incarnation())
            .add(range.after())
            .add(range.upTo());
      }
    } else if (batch.inputs() instanceof Inputs.Quarantined replay) {
      replay.rules().forEach(json.putArray("replay")::add);
      replay.corrections().ifPresent(path -> json.put("corrections", path));
    } else if (batch.inputs() instanceof Inputs.Backfilled backfill) {
      json.put("backfill", backfill.plan());
    } else if (batch.inputs() instanceof Inputs.Erased erased) {
      json.put("erasure", erased.erasure());
    } else if (batch.inputs() instanceof Inputs.Rotated rotated) {
      json.put("token_key", rotated.keyVersion());
    }
  }

  private static PlanNote parsed(String packed) {
    try {
      JsonNode json = JSON.readTree(unpacked(packed));
      List<BatchRecord.ObjectRead> read = new ArrayList<>();
      for (JsonNode one : json.get("read")) {
        read.add(
            new BatchRecord.ObjectRead(
                one.get(0).asText(), one.get(1).asText(), one.get(2).asLong()));
      }
      Map<String, Long> unknown = new TreeMap<>();
      json.get("unknown")
          .fields()
          .forEachRemaining(field -> unknown.put(field.getKey(), field.getValue().asLong()));
      Batch batch =
          new Batch(
              Zone.valueOf(json.get("zone").asText().toUpperCase(Locale.ROOT)),
              DatasetId.parse(json.get("dataset").asText()),
              json.get("number").asLong(),
              parsedInputs(json),
              json.get("run").asText(),
              Instant.parse(json.get("time").asText()),
              json.get("contract").asText(),
              json.get("hash").asText(),
              json.get("code").asText(),
              text(json, "known").map(LocalDate::parse),
              text(json, "swept").map(Instant::parse));
      return new PlanNote(batch, read, unknown);
    } catch (JsonProcessingException thrown) {
      throw new IllegalStateException("the plan in a commit's note is not ours", thrown);
    }
  }

  private static Inputs parsedInputs(JsonNode json) {
    List<RawObject> objects = new ArrayList<>();
    for (JsonNode one : json.get("objects")) {
      objects.add(
          new RawObject(
              one.get(0).asText(),
              one.get(1).asLong(),
              Instant.parse(one.get(2).asText()),
              present(one.get(4).asText()),
              present(one.get(3).asText()).map(LocalDate::parse)));
    }
    if (json.has("ranges")) {
      List<Inputs.VersionRange> ranges = new ArrayList<>();
      for (JsonNode one : json.get("ranges")) {
        ranges.add(
            new Inputs.VersionRange(
                one.get(0).asText(),
                one.get(1).asText(),
                one.get(2).asLong(),
                one.get(3).asLong()));
      }
      return new Inputs.TableVersions(ranges);
    }
    if (json.has("replay")) {
      List<String> rules = new ArrayList<>();
      json.get("replay").forEach(rule -> rules.add(rule.asText()));
      return new Inputs.Quarantined(objects, rules, text(json, "corrections"));
    }
    if (json.has("backfill")) {
      return new Inputs.Backfilled(objects, json.get("backfill").asText());
    }
    if (json.has("token_key")) {
      return new Inputs.Rotated(json.get("token_key").asInt());
    }
    return json.has("erasure")
        ? new Inputs.Erased(json.get("erasure").asLong())
        : new Inputs.RawObjects(objects);
  }

  private static Optional<String> text(JsonNode json, String name) {
    return Optional.ofNullable(json.get(name)).map(JsonNode::asText);
  }

  private static Optional<String> present(String text) {
    return Optional.of(text).filter(it -> !it.isEmpty());
  }

  private static String packed(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static String unpacked(String packed) {
    byte[] bytes = Base64.getDecoder().decode(packed);
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(gzip.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}
