package dev.adjoint.ops.formula;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// Random formulas, each beside a function that computes the same in plain double arithmetic.
public final class RandomFormulas {
  /// The same as a formula, computed apart from it.
  public interface Reference {
    double at(double[] x);
  }

  /// A formula and what it should be.
  public record Sample(Formula formula, Reference reference) {
    Sample unary(Formula f, DoubleUnaryOperator op) {
      return new Sample(f, x -> op.applyAsDouble(reference.at(x)));
    }

    Sample binary(Sample b, Formula f, DoubleBinaryOperator op) {
      return new Sample(f, x -> op.applyAsDouble(reference.at(x), b.reference.at(x)));
    }
  }

  private static final double[] CONSTANTS = {0, -0.0, 1, -1, 2, 0.5, 3, -0.1, 1e-3, 7.25};

  private final Random random;
  private final List<Sample> values = new ArrayList<>();
  private final List<Sample> masks = new ArrayList<>();

  private RandomFormulas(long seed, int inputs) {
    random = new Random(seed);
    for (int i = 0; i < inputs; i++) {
      int input = i;
      values.add(new Sample(Formula.input(i), x -> x[input]));
    }
  }

  /// A formula of exact operations only: arithmetic, comparisons, selection.
  public static Sample exact(long seed, int inputs, int operations) {
    RandomFormulas all = new RandomFormulas(seed, inputs);
    Sample last = all.values.getFirst();
    for (int i = 0; i < operations; i++) {
      last = all.exactStep();
    }
    return last;
  }

  /// A formula that can be differentiated everywhere, with values that stay moderate for moderate inputs.
  public static Sample smooth(long seed, int inputs, int operations) {
    RandomFormulas all = new RandomFormulas(seed, inputs);
    Sample last = all.values.getFirst();
    for (int i = 0; i < operations; i++) {
      last = all.smoothStep();
      all.values.add(last);
    }
    return last;
  }

  private Sample value() {
    if (random.nextInt(5) == 0) {
      double c = CONSTANTS[random.nextInt(CONSTANTS.length)];
      return new Sample(Formula.constant(c), x -> c);
    }
    int recent = random.nextInt(values.size());
    return values.get(random.nextBoolean() ? recent : values.size() - 1);
  }

  private Sample mask() {
    Sample a = value();
    Sample b = value();
    Sample comparison = switch (random.nextInt(6)) {
      case 0 -> a.binary(b, a.formula.lt(b.formula), (s, t) -> s < t ? 1 : 0);
      case 1 -> a.binary(b, a.formula.le(b.formula), (s, t) -> s <= t ? 1 : 0);
      case 2 -> a.binary(b, a.formula.gt(b.formula), (s, t) -> s > t ? 1 : 0);
      case 3 -> a.binary(b, a.formula.ge(b.formula), (s, t) -> s >= t ? 1 : 0);
      case 4 -> a.binary(b, a.formula.eq(b.formula), (s, t) -> s == t ? 1 : 0);
      default -> a.binary(b, a.formula.ne(b.formula), (s, t) -> s != t ? 1 : 0);
    };
    masks.add(comparison);
    Sample other = masks.get(random.nextInt(masks.size()));
    Sample mask = switch (random.nextInt(4)) {
      case 0 -> comparison.binary(other, comparison.formula.and(other.formula), (s, t) -> s * t);
      case 1 -> comparison.binary(other, comparison.formula.or(other.formula), Math::max);
      case 2 -> comparison.unary(comparison.formula.not(), s -> 1 - s);
      default -> comparison;
    };
    masks.add(mask);
    return mask;
  }

  private Sample exactStep() {
    Sample a = value();
    Sample b = value();
    Formula f = a.formula;
    Formula g = b.formula;
    Sample result = switch (random.nextInt(13)) {
      case 0 -> a.binary(b, f.add(g), (s, t) -> s + t);
      case 1 -> a.binary(b, f.sub(g), (s, t) -> s - t);
      case 2, 3 -> a.binary(b, f.mul(g), (s, t) -> s * t);
      case 4 -> a.binary(b, f.div(g), (s, t) -> s / t);
      case 5 -> a.unary(f.neg(), s -> -s);
      case 6 -> a.unary(f.abs(), Math::abs);
      case 7 -> a.unary(f.sqrt(), Math::sqrt);
      case 8 -> a.binary(b, f.min(g), Math::min);
      case 9 -> a.binary(b, f.max(g), Math::max);
      case 10 -> a.unary(f.sign(), Math::signum);
      case 11 -> {
        Sample c = value();
        yield new Sample(f.fma(g, c.formula),
            x -> Math.fma(a.reference.at(x), b.reference.at(x), c.reference.at(x)));
      }
      default -> {
        Sample m = mask();
        yield new Sample(m.formula.select(f, g),
            x -> m.reference.at(x) != 0 ? a.reference.at(x) : b.reference.at(x));
      }
    };
    values.add(result);
    return result;
  }

  private Sample smoothStep() {
    Sample a = value();
    Sample b = value();
    Formula f = a.formula;
    Formula g = b.formula;
    return switch (random.nextInt(15)) {
      case 0 -> a.binary(b, f.add(g).mul(0.5), (s, t) -> (s + t) * 0.5);
      case 1 -> a.binary(b, f.sub(g).mul(0.5), (s, t) -> (s - t) * 0.5);
      case 2 -> a.binary(b, f.tanh().mul(g.sin()), (s, t) -> Math.tanh(s) * Math.sin(t));
      case 3 -> a.binary(b, f.div(g.mul(g).add(2)), (s, t) -> s / (t * t + 2));
      case 4 -> a.unary(f.neg(), s -> -s);
      case 5 -> a.unary(f.fma(f, 2).sqrt(), s -> Math.sqrt(s * s + 2));
      case 6 -> a.unary(f.sin().exp(), s -> Math.exp(Math.sin(s)));
      case 7 -> a.unary(f.cos(), Math::cos);
      case 8 -> a.unary(f.mul(f).log1p(), s -> Math.log1p(s * s));
      case 9 -> a.unary(f.mul(f).add(0.5).log(), s -> Math.log(s * s + 0.5));
      case 10 -> a.unary(f.tanh().expm1(), s -> Math.expm1(Math.tanh(s)));
      case 11 -> a.unary(f.atan(), Math::atan);
      case 12 -> a.unary(f.sin().mul(0.5).asin(), s -> Math.asin(Math.sin(s) * 0.5));
      case 13 -> a.binary(b, f.mul(f).add(1).pow(g.tanh()), (s, t) -> Math.pow(s * s + 1, Math.tanh(t)));
      default -> a.unary(f.sin().tan(), s -> Math.tan(Math.sin(s)));
    };
  }
}
