package io.finlake.etl.prove;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepNamesTest {
  private static final String HASH = "0f1c6d2e-0000-4000-8000-000000000000";

  private final StepNames names = new StepNames(Path.of("/lake"));

  @ParameterizedTest
  @CsvSource({
    "processed/proof/visits/_delta_log/00000000000000000001.json,         commit of processed/<t>",
    "control/records/_delta_log/00000000000000000000.json,                creation of control/records",
    "processed/proof/visits/_delta_log/.00000000000000000001.crc.a.tmp,   checksum of processed/<t>",
    "processed/proof/visits/part-00000.snappy.parquet,                    data file of processed/<t>",
    "curated/proof/person/_change_data/cdc-00000.parquet,                 change data of curated/<t>",
    "quarantine/proof/visits/_delta_log/_last_checkpoint, pointer to the checkpoint of quarantine/<t>",
    "control/plans/_delta_log/00000000000000000010.checkpoint.parquet,    checkpoint of control/plans",
    "control/records/part-0.parquet,                                      data file of control/records",
    "control/staging/processed.proof.visits/1-a/part-0.parquet,           staging",
    "raw/proof/visits/2026/03/02/_erasing-visits-0.jsonl,                 raw object without a person"
  })
  void aFileIsCalledByWhatItIs(String file, String name) {
    assertThat(names.of(Path.of("/lake").resolve(file))).contains(name);
  }

  @ParameterizedTest
  @CsvSource({
    // Outside, folders of tables, notes that Hadoop keeps beside files, objects as delivered.
    "/elsewhere/processed/proof/visits/part-0.parquet",
    "/lake/processed/proof/visits",
    "/lake/processed/proof/visits/.part-0.parquet.crc",
    "/lake/raw/proof/visits/2026/03/02/visits-0.jsonl",
    "/lake"
  })
  void whatIsNoStepHasNoName(String file) {
    assertThat(names.of(Path.of(file))).isEmpty();
  }

  @Test
  void tablesOfAZoneShareTheirNames() {
    assertThat(names.of(Path.of("/lake/curated/proof/person/part-" + HASH + ".parquet")))
        .isEqualTo(names.of(Path.of("/lake/curated/proof/spending/part-1.parquet")));
  }
}
