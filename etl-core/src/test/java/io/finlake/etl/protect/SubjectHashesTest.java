package io.finlake.etl.protect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.error.FinlakeException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubjectHashesTest {
  private static final byte[] FIRST = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final byte[] SECOND = "fedcba9876543210fedcba9876543210".getBytes(UTF_8);

  @Test
  void aHashFollowsFromKeyIdentityAndValueAlone() {
    SubjectHashes hashes = hashes(FIRST);
    String hash = hashes.hash("subject", "C1");

    assertThat(hash).startsWith("h1.").hasSize(67).doesNotContain("C1");
    assertThat(hashes(FIRST).hash("subject", "C1")).isEqualTo(hash);
    assertThat(hashes.hash("core.accounts.account_id", "C1")).isNotEqualTo(hash);
    assertThat(hashes.hash("subject", "C2")).isNotEqualTo(hash);
    assertThat(hashes(SECOND).hash("subject", "C1")).isNotEqualTo(hash);
  }

  @Test
  void afterTheKeyWasRotatedOlderHashesAreStillFound() {
    SubjectHashes rotated = hashes(FIRST, SECOND);

    assertThat(rotated.hash("subject", "C1")).startsWith("h2.");
    assertThat(rotated.hashes("subject", "C1"))
        .containsExactly(rotated.hash("subject", "C1"), hashes(FIRST).hash("subject", "C1"));
  }

  @Test
  void withoutAKeyNobodyIsHashed() {
    assertThatThrownBy(() -> SubjectHashes.of(TokenKeys.none()).hashes("subject", "C1"))
        .isInstanceOf(FinlakeException.class);
  }

  private static SubjectHashes hashes(byte[]... roots) {
    return SubjectHashes.of(
        TokenKeys.from(
            name -> {
              int version = Integer.parseInt(name.substring(TokenKeys.SECRET_PREFIX.length()));
              return version <= roots.length
                  ? Optional.of(roots[version - 1].clone())
                  : Optional.empty();
            }));
  }
}
