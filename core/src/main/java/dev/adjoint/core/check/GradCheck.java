package dev.adjoint.core.check;

import dev.adjoint.core.DType;
import dev.adjoint.core.Op;
import dev.adjoint.core.Tape;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.Variable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Verifies the derivative of a function, an op or a model at a point.
/// ```java
/// GradCheck.verify(x -> softplus(x), x);
/// GradCheck.of("matmul", (a, b) -> matmul(a, b)).at(a, b).seed(7).orderTwo().verify();
/// GradCheck.ofModel("spiral", tape -> loss(model, tape.data(batch)), model.parameters()).verify();
/// ```
/// **Laws.** An output of any shape is reduced by a random cotangent. Then, with everything random drawn from
/// the seed:
/// - the derivative along random directions, and with respect to single elements (all of them, or a sample
///   where there are many), equals a difference quotient in FLOAT64;
/// - `⟨dy, jvp(dx)⟩ = ⟨vjp(dy), dx⟩`, unless [#reverseOnly];
/// - vjp is linear in `dy`;
/// - with [#orderTwo], all of this for the gradient.
///
/// **Tolerance.** Two differences at steps of ratio four are extrapolated (Richardson), which gives an
/// estimate of the truncation error; to it is added the rounding of the function, [#rounding] ulps of the sum
/// of its reduced outputs' sizes divided by the step, and as many ulps of the largest gradient entry for the
/// rounding of the gradient itself. Where the two differences disagree, smaller steps follow. A function or a
/// rule that cancels inside rounds more than that: before anything is said to differ, its noise is measured
/// around the point (Moré and Wild) and granted.
///
/// **Kinks.** If the slopes on the two sides stay apart however small the step, or the differences never
/// settle, a kink is suspected and named as such. It fails unless [#kinksAllowed].
///
/// **What is held constant.** Inputs that are not floating. What the function captures, such as tensors on
/// other tapes, stays as it is.
public final class GradCheck {
  private final String label;
  private final @Nullable Function<Tensor[], Tensor[]> f;
  private final @Nullable Function<Tape, Tensor> model;
  private final List<Variable> variables;
  private Tensor @Nullable [] x;
  private Supplier<Tape> tapes = Tape::new;
  private boolean orderTwo;
  private boolean widened;
  private final Settings settings = new Settings();

  /// How thorough and how strict.
  static final class Settings {
    long seed = 1;
    int directions = 2;
    int entries = 64;
    double ulps = 64;
    boolean forward = true;
    boolean kinksAllowed;
  }

  private GradCheck(
      String label,
      @Nullable Function<Tensor[], Tensor[]> f,
      @Nullable Function<Tape, Tensor> model,
      Collection<? extends Variable> variables) {
    this.label = label;
    this.f = f;
    this.model = model;
    this.variables = List.copyOf(variables);
  }

  /// Checks a function of one tensor.
  public static GradCheck of(String label, UnaryOperator<Tensor> f) {
    return ofAll(label, x -> f.apply(x[0]));
  }

  /// Checks a function of two tensors.
  public static GradCheck of(String label, BinaryOperator<Tensor> f) {
    return ofAll(label, x -> f.apply(x[0], x[1]));
  }

  /// Checks a function of any number of tensors.
  public static GradCheck ofAll(String label, Function<Tensor[], Tensor> f) {
    return new GradCheck(label, x -> new Tensor[] {f.apply(x)}, null, List.of());
  }

  /// Checks an op, all outputs at once.
  public static GradCheck of(Op op) {
    return new GradCheck(op.label(), op::applyAll, null, List.of());
  }

  /// Checks a function of a tape with respect to variables, which must be FLOAT64: the loss of a model.
  ///
  /// The function is called with a new tape for each evaluation. The variables are moved by [Variable#assign]
  /// and have their values back in the end, also when the check fails.
  public static GradCheck ofModel(
      String label, Function<Tape, Tensor> loss, Collection<? extends Variable> variables) {
    return new GradCheck(label, null, loss, variables);
  }

  /// Verifies a function of one tensor with the usual settings.
  public static Report verify(UnaryOperator<Tensor> f, Tensor x) {
    return of("f", f).at(x).verify();
  }

  /// Verifies a function of two tensors with the usual settings.
  public static Report verify(BinaryOperator<Tensor> f, Tensor x0, Tensor x1) {
    return of("f", f).at(x0, x1).verify();
  }

  /// The point, by its plain values. FLOAT32 inputs need [#widened].
  public GradCheck at(Tensor... x) {
    Tensor[] plain = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      String name = x[i].name();
      plain[i] = name == null ? x[i].detach() : x[i].detach().named(name);
    }
    this.x = plain;
    return this;
  }

  /// The seed of cotangents, directions and samples; 1 by default.
  public GradCheck seed(long seed) {
    settings.seed = seed;
    return this;
  }

  /// The number of random directions; 2 by default.
  public GradCheck directions(int n) {
    settings.directions = n;
    return this;
  }

  /// How many elements of one input are checked one by one, a sample if it has more; 64 by default.
  public GradCheck entries(int most) {
    settings.entries = most;
    return this;
  }

  /// How many ulps of rounding are granted to values and gradients before their noise is measured; 64 by
  /// default.
  public GradCheck rounding(double ulps) {
    settings.ulps = ulps;
    return this;
  }

  /// Checks the gradient of the gradient too. An op whose rules are not written with ops refuses that by a
  /// [dev.adjoint.core.GradientException].
  public GradCheck orderTwo() {
    orderTwo = true;
    return this;
  }

  /// Leaves out forward mode: for ops whose vjp is not written in ops.
  public GradCheck reverseOnly() {
    settings.forward = false;
    return this;
  }

  /// Says that the function takes any floating dtype: the gradient at FLOAT32 inputs is then computed in
  /// FLOAT32 and compared with differences of the function in FLOAT64, which FLOAT32 itself could not
  /// resolve.
  public GradCheck widened() {
    widened = true;
    return this;
  }

  /// Passes over comparisons where a kink is suspected, provided that the derivative given lies between the
  /// slopes of the two sides.
  public GradCheck kinksAllowed() {
    settings.kinksAllowed = true;
    return this;
  }

  /// Evaluates a model on training tapes, always of this seed and step, so that its draws are the same each
  /// time.
  public GradCheck training(long seed, long step) {
    tapes = () -> Tape.training(seed, step);
    return this;
  }

  /// Checks, and returns what was compared.
  ///
  /// @throws GradCheckFailure if something failed
  /// @throws IllegalArgumentException if there is nothing to compare: no floating input, or no floating
  ///     output
  public Report verify() {
    Report report = report();
    if (!report.passed()) {
      throw new GradCheckFailure(report);
    }
    return report;
  }

  /// Checks, and returns what was compared and what failed.
  ///
  /// @throws IllegalArgumentException if there is nothing to compare: no floating input, or no floating
  ///     output
  public Report report() {
    Subject subject = subject();
    try {
      return new Verification(label, settings, subject, skipped()).run(orderTwo);
    } finally {
      subject.restore();
    }
  }

  private Subject subject() {
    Subject subject;
    if (f != null) {
      if (x == null) {
        throw new IllegalArgumentException(label + ": no point was given; say at(…)");
      }
      subject = new Subject.OfFunction(f, x);
    } else if (model != null) {
      subject = Subject.OfModel.of(model, variables, tapes);
    } else {
      throw new AssertionError("a function or a model");
    }
    List<Type> types = subject.types();
    if (types.isEmpty()) {
      throw new IllegalArgumentException(label + ": nothing to compare: no input is FLOAT32 or FLOAT64");
    }
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i).dtype() == DType.FLOAT32 && (!widened || model != null)) {
        throw new IllegalArgumentException(
            label + ": " + subject.names().get(i) + " is " + types.get(i) + ", too coarse for differences; "
                + (model == null
                    ? "give FLOAT64, or say widened() if the function takes either"
                    : "check the model in FLOAT64"));
      }
    }
    return subject;
  }

  private List<String> skipped() {
    List<String> skipped = new ArrayList<>();
    for (int i = 0; x != null && i < x.length; i++) {
      if (!x[i].dtype().isFloating()) {
        skipped.add("x[" + i + "] " + x[i].type());
      }
    }
    return skipped;
  }
}
