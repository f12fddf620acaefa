package io.finlake.etl.contract;

import java.nio.file.Path;

/**
 * The text of one contract file.
 *
 * @param name the file as a person can find it; its last three parts are {@code
 *     <domain>/<name>/contract.yaml}
 * @param text the whole file
 */
public record ContractSource(String name, String text) {
  /** The most bytes that a contract's file may have: one mebibyte. */
  static final int MAXIMUM_BYTES = 1 << 20;

  /** {@code <domain>/<name>}: the folders that the file lies in; fewer when there are fewer. */
  String folder() {
    Path path = Path.of(name).getParent();
    if (path == null) {
      return "";
    }
    int parts = path.getNameCount();
    return path.subpath(Math.max(0, parts - 2), parts).toString().replace('\\', '/');
  }
}
