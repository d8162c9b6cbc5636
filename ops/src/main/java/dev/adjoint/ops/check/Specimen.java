package dev.adjoint.ops.check;

import dev.adjoint.core.DType;
import dev.adjoint.core.Op;
import dev.adjoint.core.Shape;
import dev.adjoint.core.Type;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One application of an op to examine: the types and domains of its inputs, and what it should give.
///
/// Floating inputs are stated as FLOAT64; the laws also run them as FLOAT32. Where there is a reference for
/// integers, all inputs are INT64 or BOOL; the laws also run the former as INT32, if the op takes that.
///
/// @param op the op
/// @param inputs one for each input
/// @param reference the result by other means than the op's own
/// @param integers the result for integers of full width, or null if doubles can hold all that occur
public record Specimen(
    Op op, List<Input> inputs, Reference reference, @Nullable IntegerReference integers) {
  /// An application whose values doubles can hold.
  public Specimen(Op op, List<Input> inputs, Reference reference) {
    this(op, inputs, reference, null);
  }

  /// An application to integers of full width, which wrap around.
  public static Specimen ofIntegers(Op op, List<Input> inputs, IntegerReference integers) {
    Reference widened = x -> {
      long[][] longs = new long[x.length][];
      Arrays.setAll(longs, i -> Arrays.stream(x[i]).mapToLong(v -> (long) v).toArray());
      return Arrays.stream(integers.apply(longs)).asDoubleStream().toArray();
    };
    return new Specimen(op, inputs, widened, integers);
  }

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

  /// What an op should give, written with plain loops and `java.lang.Math`, so that a wrong kernel or formula
  /// cannot agree with itself.
  @FunctionalInterface
  public interface Reference {
    /// The elements of the outputs, one after the other, each in row-major order, given those of each input
    /// (integers and truth values as doubles).
    double[] apply(double[][] x);
  }

  /// What an op should give for integers, in 64-bit arithmetic; INT32 takes the low half of each element.
  @FunctionalInterface
  public interface IntegerReference {
    /// The elements of the outputs, one after the other, each in row-major order, given those of each input
    /// (truth values as 1 and 0).
    long[] apply(long[][] x);
  }

  public Specimen {
    inputs = List.copyOf(inputs);
  }
}
