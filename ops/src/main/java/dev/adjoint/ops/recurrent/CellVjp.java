package dev.adjoint.ops.recurrent;

import dev.adjoint.core.Call;
import dev.adjoint.core.Derivatives;
import dev.adjoint.core.Op;
import dev.adjoint.core.Tensor;
import dev.adjoint.core.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The vjp of a [Cell] as one op: from the inputs and outputs of the cell and the given cotangents of the
/// latter, in the order of slots, to the cotangents of the inputs that are wanted. The cotangents in each step
/// ([BackwardPlan]) follow as further outputs, which nobody is shown: they are there to come from the pool.
///
/// As a function it is one of the inputs of the cell and of the cotangents alone, since outputs follow from
/// inputs. So its own derivative is that of the cell written in other ops ([Unrolled]), and outputs of the
/// cell get none from it.
///
/// @param given bit `i` is set if output `i` of the cell has a cotangent
/// @param wanted bit `i` is set if that of input `i` is wanted
record CellVjp(Cell cell, long given, long wanted) implements Op {
  static CellVjp of(Cell cell, @Nullable Tensor[] dy, boolean[] wanted) {
    long given = 0;
    for (int i = 0; i < dy.length; i++) {
      given |= dy[i] != null ? 1L << i : 0;
    }
    long want = 0;
    for (int i = 0; i < wanted.length; i++) {
      want |= wanted[i] ? 1L << i : 0;
    }
    return new CellVjp(cell, given, want);
  }

  @Override
  public String name() {
    return cell.name() + ".vjp";
  }

  @Override
  public String label() {
    return name();
  }

  /// The cotangents of the cell's inputs.
  @Nullable Tensor[] cotangents(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy) {
    List<Tensor> all = new ArrayList<>(Arrays.asList(x));
    all.addAll(Arrays.asList(y));
    for (Tensor d : dy) {
      if (d != null) {
        all.add(d);
      }
    }
    Tensor[] computed = applyAll(all.toArray(Tensor[]::new));
    @Nullable Tensor[] dx = new @Nullable Tensor[x.length];
    for (int i = 0; i < dx.length; i++) {
      dx[i] = isWanted(i) ? computed[place(i)] : null;
    }
    return dx;
  }

  boolean isWanted(int input) {
    return (wanted >> input & 1) != 0;
  }

  /// The output that is the cotangent of an input; for the number of inputs, the first of those in each step.
  int place(int input) {
    return Long.bitCount(wanted & (1L << input) - 1);
  }

  /// The input that is the cotangent of an output of the cell.
  int placeOfGiven(int slot) {
    return firstGiven() + Long.bitCount(given & (1L << slot) - 1);
  }

  private int firstGiven() {
    return Extent.inputs(cell) + CellPlan.of(cell).slots();
  }

  @Override
  public Type[] types(Type[] x) {
    BackwardPlan plan = CellPlan.of(cell).backward(given);
    int inputs = Extent.inputs(cell);
    Extent e = Extent.of(cell, Arrays.copyOf(x, inputs));
    List<Type> y = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      if (isWanted(i)) {
        y.add(x[i]);
      }
    }
    for (int i = 0; i < plan.outputs(); i++) {
      y.add(e.sequence());
    }
    return y.toArray(Type[]::new);
  }

  @Override
  public void forward(Call call) {
    new BackwardRun(this, call).run();
  }

  @Override
  public @Nullable Tensor[] vjp(Tensor[] x, Tensor[] y, @Nullable Tensor[] dy, boolean[] wanted) {
    @Nullable Tensor[] dx = new @Nullable Tensor[x.length];
    List<Integer> by = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      boolean output = i >= Extent.inputs(cell) && i < firstGiven();
      if (wanted[i] && !output) {
        by.add(i);
      }
    }
    if (by.isEmpty()) {
      return dx;
    }
    Tensor[] at = by.stream().map(i -> x[i]).toArray(Tensor[]::new);
    Tensor[] d = Derivatives.gradients(to -> inner(Unrolled.replaced(x, by, to), dy), at);
    for (int i = 0; i < d.length; i++) {
      dx[by.get(i)] = d[i];
    }
    return dx;
  }

  /// `⟨cotangents of the inputs wanted, dy⟩`, in other ops.
  private Tensor inner(Tensor[] x, @Nullable Tensor[] dy) {
    List<Integer> by = new ArrayList<>();
    for (int i = 0; i < Extent.inputs(cell); i++) {
      if (isWanted(i)) {
        by.add(i);
      }
    }
    Tensor[] at = by.stream().map(i -> x[i]).toArray(Tensor[]::new);
    Tensor[] dx = Derivatives.gradients(to -> reduced(Unrolled.replaced(x, by, to)), at);
    return Unrolled.inner(dx, dy);
  }

  /// `⟨outputs of the cell, given cotangents⟩`, in other ops.
  private Tensor reduced(Tensor[] x) {
    Tensor[] y = Unrolled.run(cell, x);
    @Nullable Tensor[] dy = new @Nullable Tensor[y.length];
    for (int i = 0; i < dy.length; i++) {
      dy[i] = (given >> i & 1) != 0 ? x[placeOfGiven(i)] : null;
    }
    return Unrolled.inner(y, dy);
  }
}
