package io.finlake.etl.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileBoundsTest {

  @ParameterizedTest
  @CsvSource({
    "v2.aa, v2.zz, 0, false",
    "v1.aa, v2.zz, 0, true",
    "v2.aa, v3.zz, 0, true",
    // v10 sorts between v1 and v2.
    "v10.a, v10.b, 0, true",
    "v2.aa, v2.zz, 3, false",
    // Nothing but nulls, and nothing that was counted.
    "     ,      , 9, false",
    "     ,      , 8, true",
    "     ,      ,  , true",
  })
  void theLogTellsWhetherATextMayBeginOtherwise(String low, String high, Integer nulls, boolean may)
      throws JsonProcessingException {
    StringBuilder json = new StringBuilder("{\"numRecords\":9");
    if (low != null) {
      json.append(",\"minValues\":{\"t\":\"").append(low).append("\"}");
      json.append(",\"maxValues\":{\"t\":\"").append(high).append("\"}");
    }
    if (nulls != null) {
      json.append(",\"nullCount\":{\"t\":").append(nulls).append('}');
    }
    json.append('}');

    assertThat(FileBounds.mayHoldOther(new ObjectMapper().readTree(json.toString()), "t", "v2."))
        .isEqualTo(may);
  }
}
