package io.finlake.etl.error;

/** Who must act when a command fails, and with it the exit code of the process. */
public enum Actor {
  /** The command line, the settings or a contract is wrong: exit code 2. */
  AUTHOR(2),
  /** The data was refused (unbalanced, over a threshold, unreadable, changed): exit code 3. */
  SOURCE(3),
  /** Nobody: trying again may help (a race, a throttled store): exit code 4. */
  TRANSIENT(4),
  /** The developers of finlake: exit code 1. */
  DEVELOPER(1);

  private final int exitCode;

  Actor(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The process's exit code, 1 to 4. */
  public int exitCode() {
    return exitCode;
  }
}
