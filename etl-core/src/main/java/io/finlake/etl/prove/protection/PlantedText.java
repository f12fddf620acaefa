package io.finlake.etl.prove.protection;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Planted rows as text of a format, whole, and lines that are none. */
enum PlantedText {
  JSON_LINES {
    @Override
    String line(PlantedRow row) {
      return row.values().entrySet().stream()
          .map(value -> "\"" + value.getKey() + "\":\"" + value.getValue() + "\"")
          .collect(Collectors.joining(",", "{", "}"));
    }

    @Override
    List<String> misshapen(PlantedRow.Draw draw) {
      String line = line(draw.good());
      String naked = line(draw.good());
      String twice = line(draw.good());
      return List.of(
          line.substring(0, line.indexOf("\"code\"")),
          // The parser names what it does not know.
          naked.replaceFirst("\"tax\":\"([^\"]*)\"", "\"tax\":$1"),
          twice + twice,
          cutCard(draw),
          "[" + line(draw.good()) + "]",
          "\"" + draw.good().values().get("tax") + "\"");
    }

    private String cutCard(PlantedRow.Draw draw) {
      PlantedRow row = draw.good();
      String card = row.values().get("card");
      String line = line(row);
      return line.substring(0, line.indexOf(card) + card.length() - 1);
    }
  },
  CSV {
    @Override
    String line(PlantedRow row) {
      return PlantedRow.COLUMNS.stream()
          .map(column -> row.values().getOrDefault(column, ""))
          .collect(Collectors.joining(","));
    }

    @Override
    List<String> misshapen(PlantedRow.Draw draw) {
      String line = line(draw.good());
      String quoted = line(draw.good());
      return List.of(
          line.substring(0, line.lastIndexOf(',')),
          line(draw.good()) + ",more," + draw.good().values().get("tax"),
          quoted.replaceFirst(",", ",\"") + "\"x");
    }
  },
  FIXED_WIDTH {
    @Override
    String line(PlantedRow row) {
      return PlantedRow.COLUMNS.stream()
          .map(
              column ->
                  String.format(
                      Locale.ROOT,
                      "%-" + FIELD + "." + FIELD + "s",
                      row.values().getOrDefault(column, "")))
          .collect(Collectors.joining());
    }

    @Override
    List<String> misshapen(PlantedRow.Draw draw) {
      return List.of(line(draw.good()).substring(0, 4 * FIELD));
    }
  },
  LOG {
    @Override
    String line(PlantedRow row) {
      return PlantedRow.COLUMNS.stream()
          .map(column -> row.values().getOrDefault(column, ""))
          .collect(Collectors.joining("|"));
    }

    @Override
    List<String> misshapen(PlantedRow.Draw draw) {
      return List.of(line(draw.good()).replace('|', '#'), "GET /" + line(draw.good()) + "|x");
    }
  },
  XML {
    @Override
    String line(PlantedRow row) {
      return row.values().entrySet().stream()
          .map(it -> "<" + it.getKey() + ">" + it.getValue() + "</" + it.getKey() + ">")
          .collect(Collectors.joining("", "<row>", "</row>"));
    }

    @Override
    List<String> misshapen(PlantedRow.Draw draw) {
      // Elements within a value, and one that is there twice.
      String within =
          line(draw.good()).replace("<tax>", "<tax><in>").replace("</tax>", "</in></tax>");
      PlantedRow other = draw.good();
      String twice =
          line(draw.good()).replace("</row>", "<tax>" + other.values().get("tax") + "</tax></row>");
      return List.of(within, twice);
    }

    @Override
    byte[] object(List<String> lines) {
      return ("<rows>\n" + String.join("\n", lines) + "\n</rows>\n")
          .getBytes(StandardCharsets.UTF_8);
    }
  };

  /** How wide a field of fixed width is; all values fit. */
  static final int FIELD = 64;

  /** One record. */
  abstract String line(PlantedRow row);

  /** Records that are none, with values in them. */
  abstract List<String> misshapen(PlantedRow.Draw draw);

  /** A whole object. */
  byte[] object(List<String> lines) {
    return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Good rows, one of them twice, broken ones, and what is no record. */
  byte[] planted(PlantedRow.Draw draw) {
    List<String> lines = new ArrayList<>();
    PlantedRow first = draw.good();
    lines.add(line(first));
    lines.add(line(draw.good()));
    lines.add(line(first));
    draw.broken().forEach(row -> lines.add(line(row)));
    lines.addAll(misshapen(draw));
    if (this == CSV) {
      lines.add(0, String.join(",", PlantedRow.COLUMNS));
    }
    return object(lines);
  }

  /** A row with bytes in it that are no text. */
  byte[] undecodable(PlantedRow.Draw draw) {
    byte[] bytes = (line(draw.good()) + "\n").getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == (byte) 0xc3) {
        bytes[at] = (byte) 0xff;
      }
    }
    return bytes;
  }
}
