package io.finlake.etl.generate;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Numbers drawn from the seed and the name of what they are for, so that no draw depends on what
 * was drawn elsewhere. Uses {@link StrictMath}: the same on every machine.
 */
final class Chance {
  private final SplittableRandom random;

  private Chance(long state) {
    random = new SplittableRandom(state);
  }

  /** Draws for one purpose of one entity. */
  static Chance of(long seed, String purpose, long entity) {
    return new Chance(mix(mix(seed) ^ mix(purpose.hashCode()) ^ mix(entity * 31 + 17)));
  }

  /** A 64-bit hash (the finaliser of SplitMix64). */
  static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** From 0 to below 1. */
  double unit() {
    return (random.nextLong() >>> 11) * 0x1.0p-53;
  }

  /** From 0 to below {@code bound}. */
  int below(int bound) {
    return (int) (unit() * bound);
  }

  boolean happens(double probability) {
    return unit() < probability;
  }

  <T> T oneOf(List<T> values) {
    return values.get(below(values.size()));
  }

  /** An index, drawn by weight. */
  int weighted(double... weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double left = unit() * sum;
    for (int i = 0; i < weights.length; i++) {
      left -= weights[i];
      if (left < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }

  /** A count whose mean is given, for means below some tens (Knuth's method). */
  int poisson(double mean) {
    double limit = StrictMath.exp(-mean);
    double product = unit();
    int count = 0;
    while (product > limit) {
      product *= unit();
      count++;
    }
    return count;
  }

  /** A log-normal number by its median and the spread of its logarithm. */
  double logNormal(double median, double spread) {
    double gaussian =
        StrictMath.sqrt(-2 * StrictMath.log(1 - unit())) * StrictMath.cos(2 * Math.PI * unit());
    return median * StrictMath.exp(spread * gaussian);
  }
}
