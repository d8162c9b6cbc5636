package dev.adjoint.ops.check;

import dev.adjoint.core.DType;

/// Examines what every op must obey ([Law]) on an op, of the library or of a user. Needs no test library.
/// ```java
/// OpLaws.examine(new Mish());
/// ```
/// A law that does not hold throws an `AssertionError` that names the op, the law, the input and the index,
/// and what was found beside what was expected.
public final class OpLaws {
  private OpLaws() {}

  /// Examines every law in every dtype in which it says something of the op.
  public static void examine(Specified op) {
    for (Law law : Law.values()) {
      for (DType dtype : law.dtypes(op)) {
        examine(op, law, dtype);
      }
    }
  }

  /// Examines one law in one dtype, of those that [Law#dtypes] gives.
  ///
  /// @throws IllegalArgumentException if it gives others
  public static void examine(Specified op, Law law, DType dtype) {
    if (!law.dtypes(op).contains(dtype)) {
      throw new IllegalArgumentException(
          law + " says nothing of " + op.label() + " in " + dtype + ", only in " + law.dtypes(op));
    }
    try {
      law.examine(op, dtype);
    } catch (RuntimeException e) {
      String message = op.label() + " breaks " + law + ": " + law.statement();
      throw new AssertionError(message + ", but threw " + e, e);
    }
  }

  /// A hash of all the bits that an op computes, forward and backward, in the trials of the laws and, if it
  /// is pointwise, in one long enough for several threads.
  ///
  /// It is one more law that this number is the same in every JVM: with scalar kernels and vectors of any
  /// width (`adjoint.vector.bits`), on any number of threads (`adjoint.threads`), cold and warm.
  public static long fingerprint(Specified op) {
    return Fingerprint.of(op);
  }
}
