package dev.adjoint.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An operation was given operands that break its rule. The message has a line for the operation and what is wrong, one
/// for each operand with its name, type and (when creation sites are on) where it was made, the rule, and the way out:
/// ```
/// matmul: inner dimensions differ
///   x[0] hidden  FLOAT32 (32, 128)  SpiralMlp.java:31
///   x[1] w2      FLOAT32 (64, 10)   SpiralMlp.java:19
///   rule (m, k) · (k, n) → (m, n)
///   hint did you mean TRANSPOSED?
/// ```
public final class OperandException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final String operation;

  private OperandException(String operation, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.operation = operation;
  }

  /// The exception for an op whose type rule refused its operands.
  static OperandException of(Op op, Tensor[] x, Mismatch mismatch) {
    return of(op.name(), mismatch, x);
  }

  /// The exception for an operation on tensors that is checked outside a type rule.
  public static OperandException of(String operation, Mismatch mismatch, Tensor... x) {
    List<String[]> rows = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      String name = x[i].name();
      String site = x[i].site();
      rows.add(new String[] {
        "x[" + i + "]", name == null ? "" : name, x[i].type().toString(), site == null ? "" : site
      });
    }
    StringBuilder s = new StringBuilder(operation).append(": ").append(mismatch.summary());
    int[] width = new int[3];
    for (String[] row : rows) {
      for (int i = 0; i < width.length; i++) {
        width[i] = Math.max(width[i], row[i].length());
      }
    }
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder("\n ");
      for (int i = 0; i < row.length; i++) {
        if (i < width.length && width[i] == 0) {
          continue;
        }
        line.append(' ').append(row[i]);
        if (i < width.length) {
          line.repeat(" ", width[i] - row[i].length());
        }
      }
      s.append(line.toString().stripTrailing());
    }
    if (mismatch.rule() != null) {
      s.append("\n  rule ").append(mismatch.rule());
    }
    if (mismatch.hint() != null) {
      s.append("\n  hint ").append(mismatch.hint());
    }
    return new OperandException(operation, s.toString(), mismatch.getCause());
  }

  /// The operation that refused.
  public String operation() {
    return operation;
  }
}
