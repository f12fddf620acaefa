package io.finlake.etl.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.error.StoreFailures;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Reads the control totals that lie beside objects, named as the object with the contract's suffix:
 * {@code {"rows": 12, "sums": {"amount": {"EUR": "10.00"}}}}. Other keys are refused, since a
 * misspelt one would be a check that nobody makes.
 */
public final class Manifests {
  private static final int LONGEST = 1 << 20;
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,18})?");
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Configuration conf;
  private final String rawZoneUri;
  private final String suffix;

  /** The manifests of a source, below a raw zone without a trailing slash. */
  public Manifests(Configuration conf, String rawZoneUri, RawSource.Manifest manifest) {
    this.conf = conf;
    this.rawZoneUri = rawZoneUri;
    this.suffix = manifest.suffix();
  }

  /**
   * The totals of an object.
   *
   * @param object its path below the raw zone
   * @throws FinlakeException {@link ErrorCode#UNREADABLE_OBJECT} when the manifest is not there or
   *     is not one
   */
  public ControlTotals read(String object) {
    String name = object + suffix;
    Path path = new Path(rawZoneUri + "/" + name);
    try (InputStream in = RawFiles.of(path, conf).open(path)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw unreadable(name, "it is larger than 1 MiB");
      }
      return totals(name, JSON.readTree(bytes));
    } catch (FileNotFoundException e) {
      throw unreadable(name, "it is not there any more");
    } catch (JsonProcessingException e) {
      // The message would show the manifest's text, and with it whatever somebody put there.
      throw unreadable(name, "it is not JSON, at line " + e.getLocation().getLineNr());
    } catch (IOException e) {
      throw StoreFailures.reading("the manifest " + name, e, e)
          .orElseGet(() -> unreadable(name, String.valueOf(e.getMessage())));
    }
  }

  private static ControlTotals totals(String name, JsonNode manifest) {
    if (!manifest.isObject()) {
      throw unreadable(name, "it is no JSON object");
    }
    for (Iterator<String> keys = manifest.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!key.equals("rows") && !key.equals("sums")) {
        throw unreadable(name, "it holds something else than rows and sums");
      }
    }
    JsonNode rows = manifest.path("rows");
    if (!rows.isIntegralNumber() || !rows.canConvertToLong() || rows.longValue() < 0) {
      throw unreadable(name, "rows is no whole number from 0 on");
    }
    Map<String, BigDecimal> sums = new TreeMap<>();
    JsonNode columns = manifest.path("sums");
    if (!columns.isMissingNode() && !columns.isObject()) {
      throw unreadable(name, "sums is no JSON object");
    }
    columns
        .fields()
        .forEachRemaining(
            column -> {
              if (!column.getValue().isObject()) {
                throw unreadable(name, "sums does not name currencies below each column");
              }
              column
                  .getValue()
                  .fields()
                  .forEachRemaining(
                      sum ->
                          sums.put(
                              column.getKey() + " " + sum.getKey(), amount(name, sum.getValue())));
            });
    return new ControlTotals(rows.longValue(), sums);
  }

  private static BigDecimal amount(String name, JsonNode value) {
    if (value.isTextual() && DECIMAL.matcher(value.textValue()).matches()) {
      return new BigDecimal(value.textValue());
    }
    if (value.isNumber() && DECIMAL.matcher(value.decimalValue().toPlainString()).matches()) {
      return value.decimalValue();
    }
    throw unreadable(name, "a sum is no decimal number");
  }

  private static FinlakeException unreadable(String name, String cause) {
    return FinlakeException.of(
        ErrorCode.UNREADABLE_OBJECT,
        "the manifest " + name + " cannot be used",
        cause,
        "have it delivered again, like this: "
            + "{\"rows\": 12, \"sums\": {\"amount\": {\"EUR\": \"10.00\"}}}");
  }
}
