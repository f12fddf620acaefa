package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.generate.Generator;
import io.finlake.etl.generate.GeneratorSettings;
import java.time.LocalDate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code finlake generate}: raw objects of a bank, and the truth about them. */
@Command(
    name = "generate",
    description = {
      "Writes the raw objects of a made-up bank below DIR/raw, in the formats and folders of its",
      "eight sources, with faults of every kind, and DIR/truth.json, which states exactly what the",
      "lake must make of them. The same seed gives the same bytes."
    },
    footer = {
      "",
      "Examples:",
      "  finlake generate --out my-lake",
      "  finlake generate --out my-lake --customers 2000 --days 10 --seed 7 --errors 0.03"
    })
final class GenerateCommand extends FinlakeCommand {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where to; a lake's root, so that 'finlake run --lake DIR' finds it.")
  private String out = "";

  @Option(
      names = "--customers",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many customers (default: ${DEFAULT-VALUE}).")
  private int customers;

  @Option(
      names = "--days",
      paramLabel = "D",
      defaultValue = "3",
      description = "How many delivery days (default: ${DEFAULT-VALUE}).")
  private int days;

  @Option(
      names = "--start",
      paramLabel = "DATE",
      description = "The first delivery day (default: 2026-01-05).")
  private LocalDate start = GeneratorSettings.DEFAULT_START;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Another seed, another bank (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--errors",
      paramLabel = "R",
      defaultValue = "0.01",
      description = "The share of records that come with a fault (default: ${DEFAULT-VALUE}).")
  private double errors;

  GenerateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    GeneratorSettings settings = new GeneratorSettings(customers, days, start, seed, errors);
    String folder = LakeOptions.location(out, surroundings());
    LakeLocations locations = LakeLocations.under(folder);
    try (LakeSession session = LakeSession.start(locations)) {
      new Generator(session.spark()).generate(settings, folder);
    }
    say("wrote " + folder + "/raw and " + folder + "/truth.json");
    return DONE;
  }
}
