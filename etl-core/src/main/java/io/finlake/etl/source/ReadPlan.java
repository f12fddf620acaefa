package io.finlake.etl.source;

import io.finlake.etl.parse.ReadSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What executors need in order to read: the raw zone, the specification and which rows are wanted.
 */
record ReadPlan(String rawZone, Rows rows, String encodedSpec) implements Serializable {

  /** Which of an object's rows are wanted. */
  enum Rows {
    /** Data and summaries. */
    ALL,
    /** Records that could be parsed. */
    PARSED,
    /** The others, and summaries. */
    BROKEN_AND_SUMMARIES;

    boolean wants(boolean broken) {
      return this == ALL || broken == (this == BROKEN_AND_SUMMARIES);
    }

    boolean summaries() {
      return this != PARSED;
    }
  }

  static ReadPlan of(String rawZone, Rows rows, ReadSpec spec) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      SpecCodec.write(spec, out);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    return new ReadPlan(rawZone, rows, Base64.getEncoder().encodeToString(bytes.toByteArray()));
  }

  ReadSpec spec() {
    byte[] bytes = Base64.getDecoder().decode(encodedSpec);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return SpecCodec.read(in);
    } catch (IOException e) {
      throw new UncheckedIOException("a read specification is not what we wrote", e);
    }
  }

  /** The plan and its objects as text, for a data source option. */
  String encode(List<PlannedObject> objects) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(rawZone);
      out.writeUTF(rows.name());
      byte[] spec = encodedSpec.getBytes(StandardCharsets.US_ASCII);
      out.writeInt(spec.length);
      out.write(spec);
      out.writeInt(objects.size());
      for (PlannedObject object : objects) {
        out.writeUTF(object.path());
        out.writeLong(object.bytes());
        out.writeLong(object.modifiedMillis());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  static Decoded decode(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      String rawZone = in.readUTF();
      Rows rows = Rows.valueOf(in.readUTF());
      String spec = new String(in.readNBytes(in.readInt()), StandardCharsets.US_ASCII);
      List<PlannedObject> objects = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        objects.add(new PlannedObject(in.readUTF(), in.readLong(), in.readLong()));
      }
      return new Decoded(new ReadPlan(rawZone, rows, spec), objects);
    } catch (IOException e) {
      throw new UncheckedIOException("a read plan is not what we wrote", e);
    }
  }

  /** A plan and the objects it is for. */
  record Decoded(ReadPlan plan, List<PlannedObject> objects) {}

  /** An object as the batch was planned with it. */
  record PlannedObject(String path, long bytes, long modifiedMillis) implements Serializable {}
}
