package dev.adjoint.ops.check;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.pointwise.Pointwise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A hash of the bits an op computes.
final class Fingerprint {
  /// Enough for several threads; odd.
  private static final int LONG = 20_011;

  private long hash = 1;

  private Fingerprint() {}

  static long of(Specified op) {
    Fingerprint fingerprint = new Fingerprint();
    RandomGenerator random = Trial.random(op);
    for (DType dtype : Law.VALUE.dtypes(op)) {
      for (Trial trial : Trial.of(op, dtype)) {
        fingerprint.add(trial, op.orders() > 0, random);
      }
      if (op instanceof Pointwise pointwise && dtype.isFloating()) {
        fingerprint.add(longTrial(pointwise, dtype, random), op.orders() > 0, random);
      }
    }
    return fingerprint.hash;
  }

  private static Trial longTrial(Pointwise op, DType dtype, RandomGenerator random) {
    List<Specimen.Input> inputs = new ArrayList<>();
    Tensor[] x = new Tensor[op.arity()];
    for (int i = 0; i < x.length; i++) {
      Domain domain = op.domain(i);
      boolean mask = op.takesMask(i);
      Type type = Type.of(mask ? DType.BOOL : dtype, LONG);
      inputs.add(new Specimen.Input(type, domain));
      double[] values = new double[LONG];
      Arrays.setAll(values, k -> mask ? domain.sampleInteger(random) : domain.sample(random));
      x[i] = Trial.tensor(type, values);
    }
    return new Trial(new Specimen(op, inputs, v -> v[0]), x);
  }

  private void add(Trial trial, boolean differentiable, RandomGenerator random) {
    Pullback pullback = Pullback.of(trial);
    add(pullback.y());
    @Nullable Tensor[] dy = pullback.cotangents(random);
    if (differentiable && Arrays.stream(dy).anyMatch(d -> d != null)) {
      add(pullback.vjp(dy));
    }
  }

  private void add(@Nullable Tensor[] tensors) {
    for (Tensor t : tensors) {
      if (t != null) {
        boolean floating = t.dtype().isFloating();
        int next = floating ? Arrays.hashCode(t.toDoubleArray()) : Arrays.hashCode(Trial.longs(t));
        hash = hash * 31 + next;
        hash ^= hash >>> 29;
      }
    }
  }
}
