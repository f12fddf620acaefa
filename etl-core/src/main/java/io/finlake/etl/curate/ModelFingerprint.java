package io.finlake.etl.curate;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A hash over the compiled code that defines a model: its class and every class that this one
 * names, directly or through others, of the model's own package or of this one. When it changes,
 * the table is built whole.
 */
final class ModelFingerprint {
  private static final int DIGITS = 16;
  private static final String BLOCKS = slashed(Model.class.getPackageName()) + "/";
  private static final Set<String> NO_DEFINITION =
      Set.of(slashed(Model.class.getName()), slashed(Inputs.class.getName()));

  private ModelFingerprint() {}

  /** 16 hexadecimal digits. */
  static String of(Class<?> model) {
    String own = slashed(model.getPackageName()) + "/";
    TreeMap<String, byte[]> code = new TreeMap<>();
    Deque<String> open = new ArrayDeque<>(List.of(slashed(model.getName())));
    while (!open.isEmpty()) {
      String name = open.pop();
      if (code.containsKey(name) || NO_DEFINITION.contains(name)) {
        continue;
      }
      byte[] bytes = bytes(model.getClassLoader(), name);
      code.put(name, bytes);
      named(bytes).stream()
          .filter(other -> other.startsWith(own) || other.startsWith(BLOCKS))
          .forEach(open::push);
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      code.values().forEach(digest::update);
      return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  private static byte[] bytes(ClassLoader classes, String name) {
    try (InputStream stream = classes.getResourceAsStream(name + ".class")) {
      if (stream == null) {
        throw new IllegalStateException("the class file of " + name + " cannot be read");
      }
      return stream.readAllBytes();
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** The classes in the constant pool (JVM specification, section 4.4), with slashes. */
  private static Set<String> named(byte[] code) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(code))) {
      in.skipNBytes(8);
      int count = in.readUnsignedShort();
      String[] texts = new String[count];
      List<Integer> classes = new ArrayList<>();
      for (int index = 1; index < count; index++) {
        int tag = in.readUnsignedByte();
        switch (tag) {
          case 1 -> texts[index] = in.readUTF();
          case 7 -> classes.add(in.readUnsignedShort());
          case 8, 16, 19, 20 -> in.skipNBytes(2);
          case 15 -> in.skipNBytes(3);
          case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
          case 5, 6 -> {
            in.skipNBytes(8);
            index++; // a long or a double takes two places
          }
          default -> throw new IllegalStateException("unknown constant " + tag);
        }
      }
      Set<String> names = new TreeSet<>();
      classes.stream()
          .map(index -> texts[index])
          .filter(name -> !name.startsWith("["))
          .forEach(names::add);
      return names;
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private static String slashed(String name) {
    return name.replace('.', '/');
  }
}
