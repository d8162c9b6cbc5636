package dev.adjoint.ops;

import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specimen;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Specimens of ops that only move elements.
final class LayoutSpecimens {
  private LayoutSpecimens() {}

  /// An op of one input of the given sizes that puts element `source(i)` at `i`, or 0 where that is -1.
  static Specimen moving(Layout op, IntUnaryOperator source, int... sizes) {
    Specimen.Input input = Specimen.Input.of(Domain.reals(-2, 2), sizes);
    int size = op.type(new Type[] {input.type()}).shape().size();
    return new Specimen(
        op,
        List.of(input),
        x ->
            IntStream.range(0, size)
                .mapToDouble(i -> source.applyAsInt(i) < 0 ? 0 : x[0][source.applyAsInt(i)])
                .toArray());
  }
}
