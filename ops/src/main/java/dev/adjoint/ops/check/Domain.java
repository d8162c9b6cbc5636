package dev.adjoint.ops.check;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Which values an input of an op may take: an interval to sample from, special points worth a look of their
/// own, and the points where there is no derivative (kinks), with the choice made there.
///
/// @param low the least value sampled
/// @param high the greatest value sampled
/// @param special values at which the op is compared with its reference besides samples; they may lie outside
///     the interval
/// @param kinks where the derivative jumps; derivatives are compared only away from them
public record Domain(double low, double high, List<Double> special, List<Kink> kinks) {
  /// A point without a derivative.
  ///
  /// @param at the point
  /// @param choice what the op takes for its derivative there, in a few words for the docs
  public record Kink(double at, String choice) {}

  /// How far from a kink derivatives are compared: many times the step of a central difference.
  private static final double KINK_MARGIN = 1e-2;

  public Domain {
    if (!(low <= high)) {
      throw new IllegalArgumentException("Domain: from " + low + " to " + high);
    }
    special = List.copyOf(special);
    kinks = List.copyOf(kinks);
  }

  /// The interval from `low` to `high`.
  public static Domain reals(double low, double high) {
    return new Domain(low, high, List.of(), List.of());
  }

  /// The whole numbers from `low` to `high`, both included; for indices and labels.
  public static Domain integers(int low, int high) {
    return new Domain(low, high, List.of(), List.of());
  }

  /// Truth values.
  public static Domain booleans() {
    return integers(0, 1);
  }

  /// This domain with special points.
  public Domain including(double... points) {
    List<Double> all = new ArrayList<>(special);
    for (double p : points) {
      all.add(p);
    }
    return new Domain(low, high, all, kinks);
  }

  /// This domain with a kink.
  public Domain kink(double at, String choice) {
    List<Kink> all = new ArrayList<>(kinks);
    all.add(new Kink(at, choice));
    return new Domain(low, high, special, all);
  }

  /// A value of the interval, away from kinks.
  public double sample(RandomGenerator random) {
    for (int attempt = 0; attempt < 1000; attempt++) {
      double x = low + (high - low) * random.nextDouble();
      if (kinks.stream().allMatch(k -> Math.abs(x - k.at()) > KINK_MARGIN)) {
        return x;
      }
    }
    throw new IllegalStateException("no value away from the kinks of " + this);
  }

  /// A whole number of the interval.
  public long sampleInteger(RandomGenerator random) {
    return random.nextLong((long) low, (long) high + 1);
  }
}
