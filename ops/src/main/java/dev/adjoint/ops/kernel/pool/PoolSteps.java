package dev.adjoint.ops.kernel.pool;

import dev.adjoint.core.DType;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.pointwise.KernelCompiler;
import dev.adjoint.ops.kernel.pointwise.Placement;
import java.util.Collections;
import java.util.List;

/// The pointwise steps that pooling is made of, each over as many neighbouring places as there are: a tap of
/// the window is an operand that lies some distance from the place, as in
/// [images set out][dev.adjoint.ops.kernel.conv.ConvImages].
///
/// Steps over all taps take a few of them at a time, in order.
final class PoolSteps {
  /// Taps that one pass takes.
  private static final int TOGETHER = 4;
  private static final double[] NONE = {};

  private static final Formula[] MAX = new Formula[TOGETHER + 1];
  private static final Formula[] SUM = new Formula[TOGETHER + 1];
  /// How many of the taps behind it equal input 0, and the same added to the last input.
  private static final Formula[] HITS = new Formula[TOGETHER + 1];
  private static final Formula[] MORE_HITS = new Formula[TOGETHER + 1];
  private static final Formula HIT = Formula.input(0).eq(Formula.input(1)).select(Formula.input(2), 0);
  private static final Formula ADD_HIT = Formula.input(3).add(HIT);
  private static final Formula ADD = Formula.input(0).add(Formula.input(1));
  private static final Formula QUOTIENT = Formula.input(0).div(Formula.input(1));

  static {
    MAX[1] = Formula.input(0).max(Formula.input(0));
    SUM[1] = Formula.input(0).add(0);
    for (int k = 2; k <= TOGETHER; k++) {
      MAX[k] = k == 2 ? Formula.input(0).max(Formula.input(1)) : MAX[k - 1].max(Formula.input(k - 1));
      SUM[k] = k == 2 ? ADD : SUM[k - 1].add(Formula.input(k - 1));
    }
    for (int k = 1; k < TOGETHER; k++) {
      Formula hit = Formula.input(k).eq(Formula.input(0)).select(1, 0);
      HITS[k] = k == 1 ? hit : HITS[k - 1].add(hit);
      MORE_HITS[k] = Formula.input(k + 1).add(HITS[k]);
    }
  }

  private final KernelCompiler compiler;
  private final DType dtype;

  PoolSteps(KernelCompiler compiler, DType dtype) {
    this.compiler = compiler;
    this.dtype = dtype;
  }

  /// FLOAT32 or FLOAT64.
  DType dtype() {
    return dtype;
  }

  /// A run of elements of an array.
  record Run(Object array, int at) {
    Run plus(int distance) {
      return new Run(array, at + distance);
    }
  }

  /// The largest of the taps at each of `n` places.
  void max(Run x, int[] taps, int count, Run y, int n) {
    fold(MAX, x, taps, count, y, n);
  }

  /// The sum of the taps.
  void sum(Run x, int[] taps, int count, Run y, int n) {
    fold(SUM, x, taps, count, y, n);
  }

  private void fold(Formula[] formulas, Run x, int[] taps, int count, Run y, int n) {
    for (int done = 0; done < count; ) {
      int first = done == 0 ? 0 : 1;
      int some = Math.min(count - done, TOGETHER - first);
      Run[] inputs = new Run[first + some];
      inputs[0] = y;
      for (int i = 0; i < some; i++) {
        inputs[first + i] = x.plus(taps[done + i]);
      }
      run(formulas[inputs.length], 0, y, n, inputs);
      done += some;
    }
  }

  /// How many taps equal `y`.
  void hits(Run x, int[] taps, int count, Run y, Run hits, int n) {
    for (int done = 0; done < count; ) {
      int some = Math.min(count - done, TOGETHER - 1);
      Run[] inputs = new Run[done == 0 ? 1 + some : 2 + some];
      inputs[0] = y;
      for (int i = 0; i < some; i++) {
        inputs[1 + i] = x.plus(taps[done + i]);
      }
      if (done > 0) {
        inputs[1 + some] = hits;
      }
      run(done == 0 ? HITS[some] : MORE_HITS[some], 0, hits, n, inputs);
      done += some;
    }
  }

  /// Puts `share` where `x` equals `y`, and 0 elsewhere.
  void hit(Run x, Run y, Run share, Run to, int n) {
    run(HIT, 0, to, n, x, y, share);
  }

  /// Adds `share` where `x` equals `y`.
  void addHit(Run x, Run y, Run share, Run to, int n) {
    run(ADD_HIT, 0, to, n, x, y, share, to);
  }

  void add(Run x, Run to, int n) {
    run(ADD, 0, to, n, to, x);
  }

  /// Divides by `divisors`, one number for all places or one for each.
  void divide(Run x, Run divisors, boolean one, Run y, int n) {
    run(QUOTIENT, one && n > 1 ? 2 : 0, y, n, x, divisors);
  }

  private void run(Formula formula, long splat, Run y, int n, Run... x) {
    Object[] arrays = new Object[x.length];
    Placement places = new Placement(x.length);
    for (int i = 0; i < x.length; i++) {
      arrays[i] = x[i].array;
      places.set(i, x[i].at, 0);
    }
    places.output(y.at, n, splat);
    long own = (1L << x.length) - 1 & ~splat;
    compiler.pointwise(List.of(formula), dtype, Collections.nCopies(x.length, dtype), splat, own)
        .run(arrays, y.array, places, NONE, 1);
  }
}
