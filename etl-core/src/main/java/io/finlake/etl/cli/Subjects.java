package io.finlake.etl.cli;

import io.finlake.etl.port.Secrets;
import io.finlake.etl.protect.SubjectHashes;
import io.finlake.etl.protect.TokenKeys;
import java.util.List;

/** People by their keyed hashes. */
final class Subjects {
  private final SubjectHashes hashes;

  private Subjects(SubjectHashes hashes) {
    this.hashes = hashes;
  }

  static Subjects of(Secrets secrets) {
    return new Subjects(SubjectHashes.of(TokenKeys.from(secrets)));
  }

  /** The hash by which a person is put on record. */
  String hash(String id) {
    return hashes.hash(SubjectHashes.PERSON, id);
  }

  /** Every hash by which the person may be on record. */
  List<String> hashes(String id) {
    return hashes.hashes(SubjectHashes.PERSON, id);
  }
}
