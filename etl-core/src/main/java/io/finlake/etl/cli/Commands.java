package io.finlake.etl.cli;

import picocli.CommandLine;

/** All commands, in the order in which help lists them. */
final class Commands {
  private Commands() {}

  static void addTo(CommandLine finlake, Surroundings surroundings) {
    finlake.addSubcommand(new DemoCommand(surroundings));
    finlake.addSubcommand(new GenerateCommand(surroundings));
    finlake.addSubcommand(new RunCommand.Everything(surroundings));
    finlake.addSubcommand(new RunCommand.OnlyProcess(surroundings));
    finlake.addSubcommand(new RunCommand.OnlyCurate(surroundings));
    finlake.addSubcommand(new QueryCommand(surroundings));
    finlake.addSubcommand(new StatusCommand(surroundings));
    finlake.addSubcommand(new ReconcileCommand(surroundings));
    finlake.addSubcommand(
        new CommandLine(new QuarantineCommand(surroundings))
            .addSubcommand(new QuarantineListCommand(surroundings))
            .addSubcommand(new QuarantineShowCommand(surroundings))
            .addSubcommand(new QuarantineReplayCommand(surroundings)));
    finlake.addSubcommand(
        new CommandLine(new BackfillCommand(surroundings))
            .addSubcommand(new BackfillPlanCommand(surroundings))
            .addSubcommand(new BackfillShowCommand(surroundings))
            .addSubcommand(new BackfillApplyCommand(surroundings)));
    finlake.addSubcommand(new TraceCommand(surroundings));
    finlake.addSubcommand(new WhyNotCommand(surroundings));
    finlake.addSubcommand(
        new CommandLine(new HoldCommand(surroundings))
            .addSubcommand(new HoldAddCommand(surroundings))
            .addSubcommand(new HoldReleaseCommand(surroundings))
            .addSubcommand(new HoldListCommand(surroundings)));
    finlake.addSubcommand(
        new CommandLine(new EraseCommand(surroundings))
            .addSubcommand(new EraseFinishCommand(surroundings))
            .addSubcommand(new EraseStatusCommand(surroundings))
            .addSubcommand(new EraseWithdrawCommand(surroundings)));
    finlake.addSubcommand(new ExpireCommand(surroundings));
    finlake.addSubcommand(new RotateTokensCommand(surroundings));
    finlake.addSubcommand(new MaintainCommand(surroundings));
    finlake.addSubcommand(new DoctorCommand(surroundings));
    finlake.addSubcommand(
        new CommandLine(new EvidenceCommand(surroundings))
            .addSubcommand(new EvidenceVerifyCommand(surroundings)));
    finlake.addSubcommand(new DetokenizeCommand(surroundings));
    finlake.addSubcommand(
        new CommandLine(new ContractsCommand(surroundings))
            .addSubcommand(new ContractsCheckCommand(surroundings))
            .addSubcommand(new ContractsShowCommand(surroundings))
            .addSubcommand(new ContractsDiffCommand(surroundings)));
    finlake.addSubcommand(new BenchCommand(surroundings));
    finlake.addSubcommand(new ProveCommand(surroundings));
    finlake.addSubcommand(new VersionCommand(surroundings));
    finlake.addSubcommand("help", new CommandLine.HelpCommand());
  }
}
