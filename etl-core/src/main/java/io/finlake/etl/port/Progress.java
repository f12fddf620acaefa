package io.finlake.etl.port;

/**
 * Tells a person how far a long piece of work has come. Implementations are safe for several
 * threads.
 */
public interface Progress {
  /** A piece of work with a known number of steps begins. */
  void begin(String work, int steps);

  /** One step is done. */
  void step(String what);

  /** The piece of work that began last is over. */
  void end();

  /** Says nothing. */
  static Progress silent() {
    return new Progress() {
      @Override
      public void begin(String work, int steps) {}

      @Override
      public void step(String what) {}

      @Override
      public void end() {}
    };
  }
}
