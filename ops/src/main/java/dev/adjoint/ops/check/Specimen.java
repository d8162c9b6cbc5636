package dev.adjoint.ops.check;

import dev.adjoint.core.DType;
import dev.adjoint.core.Op;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Type;
import java.util.List;

/// One application of an op to examine: the types and domains of its inputs, and what it should give.
///
/// Floating inputs are stated as FLOAT64; the laws also run them as FLOAT32.
///
/// @param op the op
/// @param inputs one for each input
/// @param reference the result by other means than the op's own
public record Specimen(Op op, List<Input> inputs, Reference reference) {
  /// An input of a specimen.
  ///
  /// @param type its type
  /// @param domain the values it may take
  public record Input(Type type, Domain domain) {
    /// A FLOAT64 input.
    public static Input of(Domain domain, int... sizes) {
      return new Input(Type.of(DType.FLOAT64, sizes), domain);
    }

    /// An input of any dtype.
    public static Input of(DType dtype, Domain domain, int... sizes) {
      return new Input(Type.of(dtype, sizes), domain);
    }

    /// The shape of the input.
    public Shape shape() {
      return type.shape();
    }
  }

  /// What an op should give, written with plain loops and `java.lang.Math`, so that a wrong kernel or formula cannot agree
  /// with itself.
  @FunctionalInterface
  public interface Reference {
    /// The elements of the first output in row-major order, given those of each input (integers and truth values as
    /// doubles).
    double[] apply(double[][] x);
  }

  public Specimen {
    inputs = List.copyOf(inputs);
  }
}
