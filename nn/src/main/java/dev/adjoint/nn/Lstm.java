package dev.adjoint.nn;

import dev.adjoint.core.DType;
import dev.adjoint.core.Tensor;
import dev.adjoint.ops.Conversion;
import dev.adjoint.ops.Recurrent;
import java.util.stream.IntStream;

/// Long short-term memory; see [Recurrent#lstm] for its formulas. Its state is the hidden and the cell state.
public final class Lstm extends RecurrentBlock {
  /// A layer with weights uniform between `±1/√units` and biases of zero, but for those of the forget gate:
  /// at 1 they let it remember before it has learned what to forget. Jozefowicz, Zaremba and Sutskever, *An
  /// empirical exploration of recurrent network architectures*, 2015.
  ///
  /// @param name the scope in dumps and the prefix of the parameters' names
  /// @param key the random key to draw with
  public Lstm(String name, int inputs, int units, DType dtype, Tensor key) {
    super(name, new Recurrent.Lstm(), inputs, units, dtype, usual(units), key);
    double[] bias = IntStream.range(0, 4 * units).mapToDouble(i -> i / units == 1 ? 1 : 0).toArray();
    biases().assign(Conversion.cast(Tensor.of(bias, 4 * units), dtype));
  }
}
