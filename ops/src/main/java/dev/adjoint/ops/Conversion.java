package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.DType;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.kernel.Convert;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/// From one dtype to another; nothing converts unasked.
public sealed interface Conversion extends SingleOp, Specified {
  /// `x` in another dtype, with the rules of Java casts: FLOAT64 to FLOAT32 rounds to nearest, floating to
  /// integer rounds towards 0 and stops at the greatest and least integer (NaN gives 0), INT64 to INT32 keeps
  /// the low half. A number is true unless it is 0; true is 1.
  ///
  /// Between floating dtypes the gradient is converted back; any other conversion ends its path. `x` itself
  /// if it has that dtype.
  static Tensor cast(Tensor x, DType dtype) {
    return x.dtype() == dtype ? x : new Cast(dtype).apply(x);
  }

  /// See [#cast].
  ///
  /// @param dtype that of the result
  record Cast(DType dtype) implements Conversion, Linear {
    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 1);
      return x[0].with(dtype);
    }

    @Override
    public void forward(Call call) {
      Convert.run(call.x(0), call.y(0));
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      boolean passes = x[0].dtype().isFloating() && dtype.isFloating();
      return new @Nullable Tensor[] {passes ? cast(dy, x[0].dtype()) : null};
    }

    @Override
    public @Nullable Tensor jvp(Tensor[] x, Tensor y, @Nullable Tensor[] dx) {
      Tensor d = dx[0];
      return d == null || !dtype.isFloating() ? null : cast(d, dtype);
    }

    @Override
    public String derivative() {
      return dtype.isFloating() ? "dx = cast(dy, dtype of x)" : "none";
    }

    @Override
    public int orders() {
      return dtype.isFloating() ? 2 : 0;
    }

    static List<Cast> examples() {
      List<Cast> all = new ArrayList<>();
      for (DType dtype : DType.values()) {
        all.add(new Cast(dtype));
      }
      return all;
    }

    @Override
    public List<Specimen> specimens() {
      DoubleUnaryOperator rule =
          switch (dtype) {
            case FLOAT32 -> x -> (float) x;
            case FLOAT64 -> x -> x;
            case INT32 -> x -> (int) x;
            case INT64 -> x -> (long) x;
            case BOOL -> x -> x != 0 ? 1 : 0;
          };
      Domain reals = Domain.reals(-5, 5).including(0.5, -0.5, 1e10, -1e10, 1e20);
      List<Specimen> all = new ArrayList<>();
      for (DType from : DType.values()) {
        Domain domain =
            switch (from) {
              case FLOAT32, FLOAT64 -> reals;
              case INT32, INT64 -> Domain.integers(-1000, 1000);
              case BOOL -> Domain.booleans();
            };
        for (int[] sizes : new int[][] {{}, {33}, {3, 5}, {0, 3}}) {
          all.add(
              new Specimen(
                  this,
                  List.of(Specimen.Input.of(from, domain, sizes)),
                  x -> Arrays.stream(x[0]).map(rule).toArray()));
        }
      }
      return all;
    }
  }
}
