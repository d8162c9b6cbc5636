package dev.adjoint.ops;

import dev.adjoint.core.Call;
import dev.adjoint.core.Mismatch;
import dev.adjoint.core.SingleOp;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import dev.adjoint.ops.check.Domain;
import dev.adjoint.ops.check.Specified;
import dev.adjoint.ops.check.Specimen;
import dev.adjoint.ops.formula.Formula;
import dev.adjoint.ops.kernel.row.RowProgram;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How long rows are as vectors; see [Reduce#norm].
public sealed interface Norms extends SingleOp, Specified {
  /// `√Σ x²` of each row, scaled by its largest element so that squares neither overflow nor vanish; see
  /// [Reduce#norm].
  record Norm() implements Norms {
    private static final RowProgram PROGRAM = RowProgram.of(p -> {
      Formula x = p.row();
      Formula max = p.max(x.abs());
      Formula share = x.div(max);
      Formula sum = p.sum(share.mul(share));
      Formula exact = max.eq(0).or(max.eq(Double.POSITIVE_INFINITY));
      p.giveEach(exact.select(max, max.mul(sum.sqrt())));
    });

    @Override
    public Type type(Type[] x) {
      Mismatch.demandInputs(x, 1);
      RowPrograms.demandRows(x[0]);
      return x[0].with(x[0].shape().remove(-1));
    }

    @Override
    public void forward(Call call) {
      RowPrograms.run(PROGRAM, call);
    }

    @Override
    public @Nullable Tensor[] vjp(Tensor[] x, Tensor y, Tensor dy, boolean[] wanted) {
      int last = y.shape().rank();
      Tensor along = new Along().apply(x[0], Layout.expand(y, last), Layout.expand(dy, last));
      return new @Nullable Tensor[] {along};
    }

    @Override
    public String derivative() {
      return "dx = x / y · dy";
    }

    @Override
    public List<String> kinks() {
      return List.of("x = 0: 0");
    }

    @Override
    public List<Specimen> specimens() {
      List<Specimen> all = new ArrayList<>();
      for (int[] sizes : new int[][] {{7}, {5, 3}, {2, 3, 33}, {3, 70}, {0, 3}}) {
        int k = sizes[sizes.length - 1];
        Domain domain = Domain.reals(-2, 2).including(0, 1e30, -1e30, 1e-30);
        all.add(new Specimen(this, List.of(Specimen.Input.of(domain, sizes)), x -> {
          double[] y = new double[x[0].length / k];
          for (int i = 0; i < x[0].length; i++) {
            y[i / k] = Math.hypot(y[i / k], x[0][i]);
          }
          return y;
        }));
      }
      return all;
    }

    /// Up to 70 squares, half an ulp each, of which the root takes half.
    @Override
    public double ulps() {
      return 35;
    }
  }
}
