package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionSettingsTest {
  private static final String DELTA = "io.delta.sql.DeltaSparkSessionExtension";

  @Test
  void deltaIsAddedToTheExtensionsThatAreThere() {
    SparkConf given = new SparkConf(false).set("spark.sql.extensions", "org.example.Other");
    assertThat(LakeSession.settings(given).get("spark.sql.extensions"))
        .isEqualTo("org.example.Other," + DELTA);
  }

  @Test
  void deltaIsNotAddedTwice() {
    SparkConf given = new SparkConf(false).set("spark.sql.extensions", DELTA);
    assertThat(LakeSession.settings(given).get("spark.sql.extensions")).isEqualTo(DELTA);
  }

  @Test
  void theSessionIsInUtcWhateverWasGiven() {
    SparkConf given = new SparkConf(false).set("spark.sql.session.timeZone", "Europe/Berlin");
    assertThat(LakeSession.settings(given).get("spark.sql.session.timeZone")).isEqualTo("UTC");
  }

  @Test
  void aLogStoreForAllSchemesIsNotContradicted() {
    String file = "spark.delta.logStore.file.impl";
    assertThat(LakeSession.settings(new SparkConf(false)).get(file)).endsWith(".LinkedLogStore");
    SparkConf given = new SparkConf(false).set("spark.delta.logStore.class", "org.example.Store");
    assertThat(LakeSession.settings(given).contains(file)).isFalse();
  }

  @Test
  void aClusterKeepsItsOwnWaysAndThisMachineGetsSmallOnes() {
    SparkConf cluster = LakeSession.settings(new SparkConf(false).set("spark.master", "yarn"));
    assertThat(cluster.contains("spark.driver.host")).isFalse();
    assertThat(cluster.contains("spark.sql.shuffle.partitions")).isFalse();
    SparkConf here = LakeSession.settings(new SparkConf(false));
    assertThat(here.get("spark.master")).isEqualTo("local[*]");
    assertThat(here.get("spark.ui.enabled")).isEqualTo("false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.sql.files.ignoreMissingFiles",
        "spark.sql.files.ignoreCorruptFiles",
        "spark.files.ignoreMissingFiles",
        "spark.files.ignoreCorruptFiles",
        "spark.speculation"
      })
  void settingsThatLoseRowsAreRefused(String setting) {
    assertThatThrownBy(() -> SessionSafety.check(new SparkConf(false).set(setting, "TRUE")))
        .isInstanceOfSatisfying(
            FinlakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSAFE_LAKE))
        .hasMessageContaining(setting);
    assertThatCode(() -> SessionSafety.check(new SparkConf(false).set(setting, "false")))
        .doesNotThrowAnyException();
  }
}
