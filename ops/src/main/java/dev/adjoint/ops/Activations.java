package dev.adjoint.ops;

import dev.adjoint.core.Tensor;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.pointwise.Unary;
import java.util.List;

/// The nonlinearities of networks, element by element, for FLOAT32 and FLOAT64. No exponential in them
/// overflows, so that values and derivatives of every order are right far out, too.
///
/// Where two pieces meet in a corner, the slope of the rectifiers is that of the left side, so that a unit at
/// rest (no input, no bias) stays at rest, as everywhere in the field; elsewhere it is the mean of both
/// sides, as at the ties of `min` and `max`.
public sealed interface Activations extends Unary {
  /// The rectifier, `max(x, 0)`; its slope at 0 is 0.
  static Tensor relu(Tensor x) {
    return new Relu().apply(x);
  }

  /// The rectifier with a small slope below 0, by default 0.01: `x` for `x > 0`, else `0.01 x`. Maas, Hannun
  /// and Ng, *Rectifier nonlinearities improve neural network acoustic models*, 2013.
  static Tensor leakyRelu(Tensor x) {
    return leakyRelu(x, 0.01);
  }

  /// The rectifier with a given slope below 0.
  static Tensor leakyRelu(Tensor x, double slope) {
    return new LeakyRelu(slope).apply(x);
  }

  /// The exponential linear unit: `x` for `x > 0`, else `eˣ − 1`. Clevert, Unterthiner and Hochreiter, *Fast
  /// and accurate deep network learning by exponential linear units*, 2015.
  static Tensor elu(Tensor x) {
    return elu(x, 1);
  }

  /// The exponential linear unit: `x` for `x > 0`, else `α (eˣ − 1)`.
  static Tensor elu(Tensor x, double alpha) {
    return new Elu(alpha).apply(x);
  }

  /// The scaled exponential linear unit, which keeps mean 0 and variance 1: `λ x` for `x > 0`, else
  /// `λ α (eˣ − 1)`, with α ≈ 1.6733 and λ ≈ 1.0507. Klambauer, Unterthiner, Mayr and Hochreiter,
  /// *Self-normalizing neural networks*, 2017.
  static Tensor selu(Tensor x) {
    return new Selu().apply(x);
  }

  /// The Gaussian error linear unit, `x Φ(x)` with the distribution function Φ of the standard normal.
  /// Hendrycks and Gimpel, *Gaussian error linear units*, 2016.
  static Tensor gelu(Tensor x) {
    return new Gelu().apply(x);
  }

  /// The approximation of [#gelu] by a hyperbolic tangent, `x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))`, from
  /// the same paper; what GPT-2 uses.
  static Tensor geluTanh(Tensor x) {
    return new GeluTanh().apply(x);
  }

  /// The sigmoid linear unit, or swish: `x / (1 + e⁻ˣ)`. Elfwing, Uchibe and Doya, *Sigmoid-weighted linear
  /// units*, 2017; Ramachandran, Zoph and Le, *Searching for activation functions*, 2017.
  static Tensor silu(Tensor x) {
    return new Silu().apply(x);
  }

  /// `log(1 + eˣ)`, a smooth rectifier. Dugas et al., *Incorporating second-order functional knowledge*,
  /// 2000.
  static Tensor softplus(Tensor x) {
    return new Softplus().apply(x);
  }

  /// The logistic sigmoid, `1 / (1 + e⁻ˣ)`.
  static Tensor sigmoid(Tensor x) {
    return new Sigmoid().apply(x);
  }

  /// `log(1 / (1 + e⁻ˣ))`, finite and accurate where the sigmoid itself rounds to 0 or 1.
  static Tensor logSigmoid(Tensor x) {
    return new LogSigmoid().apply(x);
  }

  /// The hyperbolic tangent.
  static Tensor tanh(Tensor x) {
    return new Tanh().apply(x);
  }

  /// `x` clipped to [−1, 1].
  static Tensor hardtanh(Tensor x) {
    return hardtanh(x, -1, 1);
  }

  /// `x` clipped to [`low`, `high`]; its slope at the bounds is ½.
  ///
  /// @throws IllegalArgumentException unless `low < high`
  static Tensor hardtanh(Tensor x, double low, double high) {
    return new Hardtanh(low, high).apply(x);
  }

  /// See [#relu].
  record Relu() implements Activations {
    @Override
    public Formula value(Formula x) {
      return x.max(0);
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return x.gt(0).select(1, 0);
    }

    @Override
    public double reference(double x) {
      return Math.max(x, 0);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3).including(0, -0.0, 104, -104, 1e4, -1e4).kink(0, "0, the left side");
    }
  }

  /// See [#leakyRelu(Tensor, double)].
  ///
  /// @param slope the slope below 0
  record LeakyRelu(double slope) implements Activations {
    @Override
    public Formula value(Formula x) {
      return x.gt(0).select(x, x.mul(slope));
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return x.gt(0).select(1, slope);
    }

    @Override
    public double reference(double x) {
      return x >= 0 ? x : slope * x;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3)
          .including(0, 104, -104, 1e4, -1e4)
          .kink(0, "slope, the left side");
    }

    static List<LeakyRelu> examples() {
      return List.of(new LeakyRelu(0.01), new LeakyRelu(0.25));
    }
  }

  /// See [#elu(Tensor, double)].
  ///
  /// @param alpha minus the limit towards −∞
  record Elu(double alpha) implements Activations {
    @Override
    public Formula value(Formula x) {
      return x.gt(0).select(x, x.expm1().mul(alpha));
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return exponentialSlope(x, y, 1, alpha);
    }

    /// `high` above 0, `y + low` below, since `low eˣ = low (eˣ − 1) + low`; the mean of both at 0.
    static Formula exponentialSlope(Formula x, Formula y, double high, double low) {
      Formula below = y.add(low);
      Formula left = high == low ? below : x.eq(0).select((high + low) / 2, below);
      return x.gt(0).select(high, left);
    }

    @Override
    public double reference(double x) {
      return x > 0 ? x : alpha * Math.expm1(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3)
          .including(0, -0.0, 1e-8, -1e-8, 104, -104, 1e4, -1e4)
          .kink(0, "(1 + alpha) / 2, the mean of both sides");
    }

    static List<Elu> examples() {
      return List.of(new Elu(1), new Elu(0.5));
    }
  }

  /// See [#selu].
  record Selu() implements Activations {
    /// The fixed point of mean and variance, from the paper.
    private static final double ALPHA = 1.6732632423543772848170429916717;

    private static final double LAMBDA = 1.0507009873554804934193349852946;

    @Override
    public Formula value(Formula x) {
      return x.gt(0).select(x.mul(LAMBDA), x.expm1().mul(LAMBDA * ALPHA));
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return Elu.exponentialSlope(x, y, LAMBDA, LAMBDA * ALPHA);
    }

    @Override
    public double reference(double x) {
      return LAMBDA * (x > 0 ? x : ALPHA * Math.expm1(x));
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3)
          .including(0, -0.0, 1e-8, -1e-8, 104, -104, 1e4, -1e4)
          .kink(0, "λ (1 + α) / 2, the mean of both sides");
    }
  }

  /// See [#gelu].
  record Gelu() implements Activations {
    @Override
    public Formula value(Formula x) {
      return x.mul(probability(x));
    }

    /// `Φ(x) + x φ(x)`.
    @Override
    public Formula slope(Formula x, Formula y) {
      // −x²/2 as (−x/2) x: its derivative −x does not overflow on the way, as x + x would.
      Formula density = x.mul(-0.5).mul(x).exp().mul(1 / Math.sqrt(2 * Math.PI));
      return probability(x).add(x.mul(density));
    }

    private static Formula probability(Formula x) {
      return x.mul(Math.sqrt(0.5)).erf().add(1).mul(0.5);
    }

    @Override
    public double reference(double x) {
      return x / 2 * (1 + ErrorFunction.erf(x / Math.sqrt(2)));
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3).including(0, -0.0, 1e-8, 6, -6, 104, -104, 1e4, -1e4);
    }

    /// Below 0, `1 + erf` keeps the absolute accuracy of 1.
    @Override
    public double floor() {
      return 1;
    }
  }

  /// See [#geluTanh].
  record GeluTanh() implements Activations {
    private static final double SCALE = Math.sqrt(8 / Math.PI);
    private static final double CUBIC = 0.044715;
    /// Well beyond 21.8, where e⁻²ᵘ or e²ᵘ falls below the least FLOAT64.
    private static final double SATURATED = 32;

    /// `x sigmoid(2u)`, which is `x/2 (1 + tanh u)` without cancellation below 0.
    @Override
    public Formula value(Formula x) {
      return x.mul(gate(x));
    }

    /// Where the gate is 0 or 1 to the last bit, so is the slope; `x²` must not overflow there.
    @Override
    public Formula slope(Formula x, Formula y) {
      Formula near = x.max(-SATURATED).min(SATURATED);
      Formula gate = gate(near);
      Formula rise = near.mul(near).fma(3 * CUBIC * SCALE, SCALE);
      return gate.add(y.mul(Formula.one().sub(gate)).mul(rise));
    }

    private static Formula gate(Formula x) {
      return Formula.call(new Sigmoid(), x.mul(x.mul(x).fma(CUBIC * SCALE, SCALE)));
    }

    @Override
    public double reference(double x) {
      return x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + CUBIC * x * x * x)));
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3).including(0, -0.0, 1e-8, 6, -6, 104, -104, 1e4, -1e4);
    }

    /// The exponential makes an absolute error of its argument a relative one.
    @Override
    public double floor() {
      return 1;
    }
  }

  /// See [#silu].
  record Silu() implements Activations {
    @Override
    public Formula value(Formula x) {
      return x.mul(Formula.call(new Sigmoid(), x));
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      Formula gate = Formula.call(new Sigmoid(), x);
      return gate.add(y.mul(Formula.one().sub(gate)));
    }

    @Override
    public double reference(double x) {
      return x < -40 ? x * Math.exp(x) : x / (1 + Math.exp(-x));
    }

    @Override
    public Domain domain() {
      return Domain.reals(-5, 5).including(0, -0.0, 1e-8, 104, -104, 1e4, -1e4);
    }

    /// Where the sigmoid is subnormal, it has few digits left.
    @Override
    public double floor() {
      return 1e-35;
    }
  }

  /// See [#softplus].
  record Softplus() implements Activations {
    @Override
    public Formula value(Formula x) {
      return x.max(0).add(x.abs().neg().exp().log1p());
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return Formula.call(new Sigmoid(), x);
    }

    @Override
    public double reference(double x) {
      return x > 40 ? x : Math.log1p(Math.exp(x));
    }

    @Override
    public Domain domain() {
      return Domain.reals(-5, 5).including(0, 1e-8, 88, -88, 104, -104, 1e4, -1e4);
    }
  }

  /// See [#sigmoid].
  record Sigmoid() implements Activations {
    /// By `e^−|x|`, which does not overflow.
    @Override
    public Formula value(Formula x) {
      Formula e = x.abs().neg().exp();
      return x.lt(0).select(e, 1).div(e.add(1));
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return y.mul(Formula.one().sub(y));
    }

    @Override
    public double reference(double x) {
      return x < -40 ? Math.exp(x) : 1 / (1 + Math.exp(-x));
    }

    @Override
    public Domain domain() {
      return Domain.reals(-5, 5).including(0, 1e-8, 88, -88, 104, -104, 1e4, -1e4);
    }
  }

  /// See [#logSigmoid].
  record LogSigmoid() implements Activations {
    @Override
    public Formula value(Formula x) {
      return x.min(0).sub(x.abs().neg().exp().log1p());
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return Formula.call(new Sigmoid(), x.neg());
    }

    @Override
    public double reference(double x) {
      return x < -40 ? x : -Math.log1p(Math.exp(-x));
    }

    @Override
    public Domain domain() {
      return Domain.reals(-5, 5).including(0, 1e-8, 88, -88, 104, -104, 1e4, -1e4);
    }
  }

  /// See [#tanh].
  record Tanh() implements Activations {
    @Override
    public Formula value(Formula x) {
      return x.tanh();
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return Formula.one().sub(y.mul(y));
    }

    @Override
    public double reference(double x) {
      return Math.tanh(x);
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3).including(0, -0.0, 1e-8, 104, -104, 1e4, -1e4);
    }
  }

  /// See [#hardtanh(Tensor, double, double)].
  ///
  /// @param low the least result
  /// @param high the greatest result
  record Hardtanh(double low, double high) implements Activations {
    /// @throws IllegalArgumentException unless `low < high`
    public Hardtanh {
      if (!(low < high)) {
        throw new IllegalArgumentException("hardtanh: low is less than high; given " + low + " and " + high);
      }
    }

    @Override
    public Formula value(Formula x) {
      return x.max(low).min(high);
    }

    @Override
    public Formula slope(Formula x, Formula y) {
      return Select.Clip.insideOrHalf(x, low, high);
    }

    @Override
    public double reference(double x) {
      return x < low ? low : x > high ? high : x;
    }

    @Override
    public Domain domain() {
      return Domain.reals(-3, 3)
          .including(0, 104, -104, 1e4, -1e4)
          .kink(low, "½, the mean of both sides")
          .kink(high, "½, the mean of both sides");
    }

    static List<Hardtanh> examples() {
      return List.of(new Hardtanh(-1, 1), new Hardtanh(-0.5, 2));
    }
  }
}
