package dev.adjoint.examples;

import dev.adjoint.core.Call;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.core.check.GradCheck;
import dev.adjoint.core.check.GradCheckFailure;
import dev.adjoint.ops.Arithmetic;
import dev.adjoint.ops.Functions;
import dev.adjoint.ops.Reduce;
import org.jspecify.annotations.Nullable;

/// Checks a gradient written by hand: one that is right, and one with a mistake that is easy to make.
public final class CheckMyGradient {
  private CheckMyGradient() {}

  /// The Euclidean norm of a vector, `(n,)` → `()`, with its derivative written by hand.
  ///
  /// @param forgetful whether to forget the division by the norm
  record Norm(boolean forgetful) implements SingleOp {
    @Override
    public Type type(Type[] x) {
      return x[0].with(dev.adjoint.core.Shape.scalar());
    }

    @Override
    public void forward(Call call) {
      double sum = 0;
      for (double v : call.xDoubles(0)) {
        sum += v * v;
      }
      call.yDoubles(0)[0] = Math.sqrt(sum);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      Tensor direction = forgetful ? x[0] : Arithmetic.div(x[0], y);
      return new @Nullable Tensor[] {Arithmetic.mul(direction, dy)};
    }
  }

  /// Prints what the checks find.
  public static void main(String... args) {
    if (args.length > 0) {
      System.err.println("usage: CheckMyGradient   (takes no arguments)");
      System.exit(2);
    }
    Tensor x = Tensor.of(new double[] {3, -4, 12}, 3).named("x");

    System.out.println("a function made of ops");
    System.out.println(GradCheck.verify(v -> Reduce.sum(Functions.exp(Arithmetic.mul(v, 0.1))), x));

    System.out.println("an op with a right derivative, to order two");
    System.out.println(GradCheck.of(new Norm(false)).at(x).orderTwo().verify());

    System.out.println("an op whose derivative forgets to divide by the norm");
    try {
      GradCheck.of(new Norm(true)).at(x).verify();
      System.out.println("nothing found");
    } catch (GradCheckFailure e) {
      System.out.println(e.getMessage());
    }
  }
}
